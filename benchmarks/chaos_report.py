"""Write benchmarks/results/chaos.md from the JSON files of the runs.

    python benchmarks/chaos_report.py

Reads chaos.json (``chaos.py``), chaos-shared-id.json (``chaos.py --shared-id``) and chaos-outage.json
(``chaos_outage.py``) beside it.
"""

import json
import sys
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
ROWS = (
    ("raw records", "fed"),
    ("of them poison", "poison_fed"),
    ("enriched articles", "enriched"),
    ("dead letters", "dead_letters"),
    ("quotes", "quotes"),
    ("events", "events"),
    ("**lost**", "lost"),
    ("**doubled**", "doubled"),
    ("**out of order within a key**", "out_of_order"),
    ("**quotes or events missing or too many**", "parts_wrong"),
    ("**dead letters of good articles**", "innocent_dead_letters"),
    ("partitions not finished", "unfinished_partitions"),
    ("ledger balanced (raw = enriched + dead letters)", "ledger_balanced"),
    ("kill -9", "kills"),
    ("SIGSTOP/SIGCONT", "freezes"),
    ("broker restarts", "broker_restarts"),
    ("workers added", "workers_added"),
    ("workers removed by SIGTERM", "workers_removed"),
    ("workers that ended otherwise", "unclean_exits"),
    ("seconds", "seconds"),
)

OUTAGE_ROWS = ("fed", "enriched", "dead_letters", "lost", "doubled", "out_of_order", "parts_wrong")
LINE = "\n"


def page(good: dict[str, Any], shared: dict[str, Any], outage: dict[str, Any]) -> str:
    plan, told = good["plan"], outage["told"]
    nodes = plan.get("nodes", 1)
    brokers = "one broker" if nodes == 1 else f"{nodes} brokers with three replicas"
    both = [f"| {title} | {shown(good['found'][name])} | {shown(shared['found'][name])} |" for title, name in ROWS]
    alone = [f"| {title} | {shown(outage['found'][name])} |" for title, name in ROWS if name in OUTAGE_ROWS]
    return f"""# Chaos

What a `read_committed` reader of the output topics finds after workers were killed, frozen, added and removed, and a
broker killed and restarted, under load. Each raw record must have exactly one enriched article or one dead letter, each
enriched article exactly its quotes and events, and the records of a key must stand in the order of their raw records.
`benchmarks/chaos_report.py` made this page from the JSON files beside it.

- {plan["articles"]} articles ({plan["ids"]} ids, many versions of each, short texts written for the run;
  {plan["poison"]} of them not UTF-8) over {plan["partitions"]} partitions, fed in {plan["feed_s"]:g} s;
  {plan["workers"]} workers to start with; frozen for {plan["freeze_s"]:g} s each time
- left: `stringer worker`, the real pipeline, one transactional id per input partition
- right: the same runtime and pipeline in a harness that gives all partitions of a process one transactional id
  (`--shared-id`; the product has no such switch), so that the run is known to be able to fail

| | id per partition | id per process |
|---|---:|---:|
{LINE.join(both)}
| command | `{good["command"]}` | `{shared["command"]}` |
| date | {good["date"]} | {shared["date"]} |
| commit | {good["commit"][:12]} | {shared["commit"][:12]} |

Machine: {good["machine"]}, shared with other work at the time; {brokers} (Apache Kafka 4.3.1, KRaft) on it.

## The broker is away

`{outage["command"]}` ({outage["date"]}, commit {outage["commit"][:12]}): one `stringer worker`; the broker is down when
it starts, and lost for {told["outage_s"]:g} s later on.

| | |
|---|---:|
| log lines about the two outages | {told["lines_about_the_outages"]} |
| log lines about their ends | {told["lines_about_their_ends"]} |
| same process throughout | {shown(told["same_process"])} |
| noticed that the broker is there, after the start | {told["found_after_start_s"]} s |
| noticed that the broker is back, after the loss | {told["found_after_loss_s"]} s |
{LINE.join(alone)}

## What was done, and when

```
{LINE.join(good["found"]["log"])}
```
"""


def shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def main() -> int:
    names = ("chaos.json", "chaos-shared-id.json", "chaos-outage.json")
    runs = [json.loads((RESULTS / name).read_text(encoding="utf-8")) for name in names]
    (RESULTS / "chaos.md").write_text(page(*runs), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
