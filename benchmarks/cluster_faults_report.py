"""The page of a cluster run, from its JSON."""

from typing import Any

LINE = "\n"
TOTALS = ("fed", "lost", "doubled", "out_of_order", "parts_wrong", "enriched", "dead_letters", "quotes", "events")


def page(result: dict[str, Any]) -> str:
    """Return benchmarks/results/cluster-faults.md."""
    rows, runs = result["rows"], result["runs"]
    total = {name: sum(run["found"][name] for run in runs) for name in TOTALS}
    restarted = ("workers-rolled", "static-rolled", "static-replaced")
    restarts = [row for row in rows if row["name"] in restarted and not row["missing"]]
    return f"""# Faults of the cluster

What a `read_committed` reader finds after each fault of a cluster of three Apache Kafka 4.3.1 nodes (KRaft combined
mode, three replicas, `min.insync.replicas` 2) under three `stringer worker` processes with the real pipeline. Short
articles (every fiftieth is not UTF-8) are fed throughout; a row counts those fed while its faults were on. Made by
{" and ".join(f"`{run['command']}`" for run in runs)}.

| fault | faults | articles | lost | doubled | out of order | recovered after, longest | longest silence | |
|---|---:|---:|---:|---:|---:|---:|---:|---|
{LINE.join(map(line, rows))}
| **all** | {sum(row["faults"] for row in rows)} | {total["fed"]} | {total["lost"]} | {total["doubled"]} | \
{total["out_of_order"]} | | | quotes and events missing or too many: {total["parts_wrong"]} |

- *Recovered after*: seconds from the beginning of the fault until everything that was in the raw topic at that moment,
  and one article more of each partition, had come out; so the time of a cut itself is in it. *Longest silence*: seconds
  in which nothing of one raw partition came out.
- The workers run with the default settings (session and transactions 20 s, calls to a broker 10 s); static members with
  a session of 60 s, as on Kubernetes.
- Killed, frozen and full brokers stay so until the other two have done everything; then they come back, and the next
  fault waits until all replicas are in sync.
- The frozen broker is stopped by SIGSTOP and wakes as a leader of the past. The network is toxiproxy's: connections
  that end and are refused, that fall silent, that are slow. The full disk is a tmpfs filled to the last byte: the node
  shuts itself down.
- {total["enriched"]} enriched articles, {total["dead_letters"]} dead letters, {total["quotes"]} quotes,
  {total["events"]} events.

{restart_table(restarts) if restarts else ""}
{LINE.join(map(about, runs))}

## What was done, and when

```
{(LINE * 2).join(LINE.join(run["found"]["log"]) for run in runs)}
```
"""


def about(run: dict[str, Any]) -> str:
    """When, what and on what."""
    where = f"{run['machine']}, shared with other work at the time"
    return f"- {run['date']}, commit {run['commit'][:12]}, {where}; {run['found']['seconds']:g} s in all"


def line(row: dict[str, Any]) -> str:
    """One row of the table."""
    if row["missing"]:
        return f"| {row['title']} | | | | | | | | not done: {row['missing']} |"
    longest = max(row["recovered_s"], default=0.0)
    wrong = "; ".join(row["wrong"]).replace("\n", " ")
    remark = "" if row["good"] else f"**failed** {wrong}".strip()
    counts = " | ".join(str(row[name]) for name in ("faults", "fed", "lost", "doubled", "out_of_order"))
    return f"| {row['title']} | {counts} | {longest:g} s | {row['silence_s']:g} s | {remark} |"


def restart_table(rows: list[dict[str, Any]]) -> str:
    """What restarts of workers cost the other workers."""
    lines = [
        f"| {row['title']} | {row['faults']} | {row['rebalances']} | {row['interruptions']} | {row['silence_s']:g} s |"
        for row in rows
    ]
    return f"""## Restarting the workers

| | restarts | rebalances | times another worker was interrupted | longest silence of a partition |
|---|---:|---:|---:|---:|
{LINE.join(lines)}

A dynamic member's partitions go to the others at once, and some come back when it does: every worker stops for each of
the two rebalances. A static member's partitions wait for it, and nobody else notices.
"""
