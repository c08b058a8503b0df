"""What the pages for operators name: sections, commands, settings, metrics, files."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ("docs/runbook.md", "docs/security.md")

_CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code(page: str) -> Iterator[str]:
    """Yield the page's pieces of code, line breaks as blanks within one line's code."""
    for piece in _CODE.findall(text(page)):
        if piece.startswith("```"):
            yield from (line.split("  #")[0].strip() for line in piece.splitlines()[1:-1])
        else:
            yield " ".join(piece.strip("`").split())


def commands(page: str) -> list[list[str]]:
    """Return the calls of ``stringer`` with their arguments."""
    return [words[1:] for words in map(str.split, code(page)) if words[:1] == ["stringer"] and len(words) > 1]
