"""The page of a run of ``redrive.py``."""

from typing import Any

LINE = "\n"


def page(result: dict[str, Any]) -> str:
    found = result["found"]
    injected = sum(each["injected"] for each in found["failures"].values())
    causes = [
        f"| {title} | {each['injected']} | `{each['reason']}` | {each['dead_letters']} |"
        for title, each in found["failures"].items()
    ]
    rows = (
        ("good articles", found["good"]),
        ("failures injected", injected),
        ("dead letters", found["dead_letters"]),
        ("ledger balanced with them (`stringer status`)", found["balanced_before"]),
        *(
            (f"open letters after kill -9 number {number}, {_when(commits)}", left)
            for number, (commits, left) in enumerate(
                zip(found["kills_after_commits"], found["open_after_kills"], strict=True), 1
            )
        ),
        ("letters closed by the run that was left alone", found["closed_by_last_run"]),
        ("failed messages sent again exactly once", found["sent_again_once"]),
        ("articles that arrived exactly once", found["arrived_once"]),
        ("**lost**", found["lost"]),
        ("**doubled**", found["doubled"]),
        ("**messages sent again too often, or not**", found["sent_again_otherwise"]),
        ("**open letters at the end**", found["open_at_the_end"]),
        ("letters redriven", found["redriven"]),
        ("ledger balanced at the end", found["balanced_at_the_end"]),
        ("seconds until the broken, the mended workers had consumed all", _both(found["seconds"])),
    )
    table = [f"| {title} | {_shown(value)} |" for title, value in rows]
    return f"""# Dead letters redriven

{injected} failures of six kinds are injected among {found["good"]} good articles; {result["workers"]} workers whose
limits are too low and whose extraction process is faulty dead-letter them. The workers are replaced by whole ones, and
`stringer dlq redrive --all --yes`, which closes up to 100 letters in a transaction, is killed by kill -9
{len(found["open_after_kills"])} times, then run once more. A `read_committed` reader counts what arrived. The pipeline
is the real one, the articles are short texts written for the run, over {result["partitions"]} partitions.

| cause | injected | reason in the dead letter | dead letters |
|---|---|---|---|
{LINE.join(causes)}

| | |
|---|---|
{LINE.join(table)}

- {result["date"]}, commit {result["commit"][:12]}, {result["machine"]}
- `{result["command"]}`
"""


def _when(commits: int) -> str:
    return f"after its commit number {commits}" if commits else "when it had sent something and committed nothing"


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _both(seconds: dict[str, float]) -> str:
    return f"{seconds['broken']:g}, {seconds['mended']:g}"
