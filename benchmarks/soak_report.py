"""Write benchmarks/results/soak.md and soak.svg from soak.json, which ``soak.py`` made.

python benchmarks/soak_report.py
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
WIDTH, HEIGHT, MARGIN = 860, 360, 60
COLOURS = ("#1f5fa8", "#c4551d", "#2f8f4e", "#7b4bb0", "#a89a1f")


def plot(lines: dict[str, Sequence[tuple[int, float]]]) -> str:
    """Memory over articles as SVG; each line is (articles, megabytes) in order. The last half is shaded."""
    right = max(x for line in lines.values() for x, _ in line)
    top = 1.15 * max(y for line in lines.values() for _, y in line)

    def place(x: float, y: float) -> tuple[float, float]:
        return MARGIN + (WIDTH - 2 * MARGIN) * x / right, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * y / top

    half, bottom = place(right / 2, 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"',
        ' font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<rect x="{half:.1f}" y="{MARGIN}" width="{WIDTH - MARGIN - half:.1f}" height="{bottom - MARGIN:.1f}"',
        ' fill="#f0f2f5"/>',
        f'<text x="{half + 6:.1f}" y="{MARGIN + 16}" fill="#667085">last half</text>',
    ]
    for step in range(5):
        x, _ = place(right * step / 4, 0)
        _, y = place(0, top * step / 4)
        parts += [
            f'<line x1="{MARGIN}" y1="{y:.1f}" x2="{WIDTH - MARGIN}" y2="{y:.1f}" stroke="#d5d9e0"/>',
            f'<text x="{MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{top * step / 4:.0f}</text>',
            f'<text x="{x:.1f}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{right * step / 4:,.0f}</text>',
        ]
    for number, (name, line) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in line)
        parts += [
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>',
            f'<text x="{MARGIN + 150 * number}" y="{MARGIN - 16}" fill="{colour}">{name}</text>',
        ]
    parts += [
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 16}" text-anchor="middle">articles</text>',
        f'<text x="16" y="{MARGIN - 16}">MB</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def lines_of(samples: Sequence[dict[str, Any]]) -> dict[str, Sequence[tuple[int, float]]]:
    """The worker's line, and one for each extraction process, in the order they appeared."""
    lines: dict[str, list[tuple[int, float]]] = {"worker": []}
    names: dict[str, str] = {}
    for sample in samples:
        lines["worker"].append((sample["consumed"], sample["worker"] / 1e6))
        for pid, size in sample["slots"].items():
            name = names.setdefault(pid, f"extraction process {len(names) + 1}")
            lines.setdefault(name, []).append((sample["consumed"], size / 1e6))
    return dict(lines)


def page(result: dict[str, Any]) -> str:
    run, verdict = result["run"], result["verdict"]
    half = [sample for sample in run["samples"] if sample["consumed"] >= run["consumed"] / 2]
    worker = [sample["worker"] / 1e6 for sample in half]
    slots = [size / 1e6 for sample in half for size in sample["slots"].values()]
    spreads = ", ".join(f"{100 * found:.1f} %" for found in verdict["slot_spread"].values())
    return f"""# Soak

Articles that are all different, with people, places, organisations and words that were never seen before, through one
`stringer worker` with {len(verdict["slot_spread"])} extraction process(es) on a local broker; resident memory is read
from the kernel every ten seconds. Flat means: over the last half of the articles the highest sample of a process lies
within 5 % of the lowest, and no process was replaced. `benchmarks/soak_report.py` made this page.

![memory over articles](soak.svg)

| | |
|---|---:|
| articles | {run["consumed"]:,} |
| hours | {run["seconds"] / 3600:.2f} |
| words an article, mean and longest | {run["mean_words"]:g}, {run["longest_words"]} |
| worker, last half: lowest to highest | {between(worker)} ({100 * verdict["worker_spread"]:.1f} %) |
| extraction process, last half | {between(slots)} ({spreads}) |
| **flat** | {"yes" if verdict["flat"] else "no"} |
| processes replaced, batches lost | {run["recycled"]}, {run["pool_failures"]} |
| enriched, as a `read_committed` reader counts | {run["enriched"]:,} |
| dead letters | {run["dead_letters"]} |
| doubled | {run["doubled"]} |
| stopped in order | {"yes" if verdict["stopped_in_order"] else "no"} |

`{result["command"]}`, {result["date"]}, commit {result["commit"][:12]}; {result["machine"]}, shared with other work
at the time.
"""


def between(values: Sequence[float]) -> str:
    return f"{min(values):.1f} to {max(values):.1f} MB"


def main() -> int:
    result = json.loads((RESULTS / "soak.json").read_text(encoding="utf-8"))
    (RESULTS / "soak.svg").write_text(plot(lines_of(result["run"]["samples"])), encoding="utf-8")
    (RESULTS / "soak.md").write_text(page(result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
