"""A worker for ``redrive.py``: the product's runtime and pipeline, whole, or with ``--broken`` as one may break it.

Broken are three limits, set too low, and the extraction process: it raises over some articles, dies over some and hangs
over some, as a faulty native library does. A message says by the header ``x-fault`` that it is one of those.
"""

import argparse
import asyncio
import os
import signal
from collections.abc import Sequence

from workers.errors import Rejection
from workers.messages import InputMessage, OutputRecord
from workers.ops.events import configure_logging
from workers.pipeline.process import Processor, open_processor
from workers.streaming.kafka.connection import Connection
from workers.streaming.options import BreakerOptions, PoolOptions, StreamingOptions, TopicNames
from workers.streaming.runtime import StreamRuntime

FAULT = "x-fault"
LIMITS = {"STRINGER_MAX_TEXT_CHARS": "1000", "STRINGER_MAX_RECORD_BYTES": "12000"}
MAX_MESSAGE_BYTES = 4000


class BrokenProcessor:
    """The pipeline behind faults on demand."""

    def __init__(self, processor: Processor) -> None:
        self._processor = processor

    def process_many(self, messages: Sequence[InputMessage]) -> list[tuple[OutputRecord, ...] | Rejection]:
        for message in messages:
            fault = dict(message.headers).get(FAULT)
            if fault == b"raise":
                raise ArithmeticError("a faulty library")
            if fault == b"die":
                os.abort()
            if fault == b"hang":
                signal.pause()
        return list(self._processor.process_many(messages))


def open_broken() -> BrokenProcessor:
    return BrokenProcessor(open_processor())


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bootstrap-servers", required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--group", required=True)
    parser.add_argument("--broken", action="store_true")
    given = parser.parse_args()
    configure_logging("warning")
    options = StreamingOptions(
        group_id=given.group,
        pipeline_version="benchmark",
        breaker=BreakerOptions(share=1.0),  # the failures are wanted here
    )
    if given.broken:
        os.environ.update(LIMITS)
        options = StreamingOptions(
            group_id=given.group,
            pipeline_version="benchmark",
            breaker=BreakerOptions(share=1.0),
            pool=PoolOptions(
                processor_factory="redrive_worker:open_broken",
                slots=1,
                process_timeout_s=3.0,
                process_min_bytes_per_s=20_000,
            ),
            batch_max_records=8,
            max_message_bytes=MAX_MESSAGE_BYTES,
        )
    names = TopicNames()
    topics = TopicNames(*(given.prefix + getattr(names, field) for field in TopicNames.__slots__))
    runtime = StreamRuntime(options, Connection(given.bootstrap_servers), topics)
    loop = asyncio.get_running_loop()
    stopping: list[asyncio.Task[None]] = []
    loop.add_signal_handler(signal.SIGTERM, lambda: stopping.append(loop.create_task(runtime.stop())))
    await runtime.run()
    await asyncio.gather(*stopping)


if __name__ == "__main__":
    asyncio.run(main())
