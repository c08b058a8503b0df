"""``stringer replay --all --to-prefix P --yes`` with the echo processor, for the chaos tests; prints how it ended."""

import argparse
import asyncio
import logging
from dataclasses import replace

from schemas.topics import topic_name
from workers.app.replay.session import ReplaySession, Request
from workers.ops.settings import Settings
from workers.streaming.replay.scope import Scope


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bootstrap-servers", required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--to-prefix", required=True)
    parser.add_argument("--group", required=True)
    given = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    settings = Settings.load(
        None,
        {
            "bootstrap_servers": given.bootstrap_servers,
            "topic_prefix": given.prefix,
            "group": given.group,
            "slots": 1,
            "batch_max_records": 8,
            "topic_partitions": 2,
            "transaction_timeout_s": 10.0,
        },
    )
    scope = Scope(topic_name("raw", given.prefix), topic_name("enriched", given.to_prefix))
    session = ReplaySession(settings, Request(scope, given.to_prefix, replay_id="chaos", estimate=False))
    pool = replace(session.options.pool, processor_factory="fakes.processor:open_processor")
    session.options = replace(session.options, pool=pool)
    plan = asyncio.run(session.plan())
    ending = asyncio.run(session.run(plan, lambda _: None)) if plan.state != "finished" else None
    print(plan.state, ending.ledger.consumed if ending else 0, flush=True)  # noqa: T201 - read by the test


if __name__ == "__main__":
    main()
