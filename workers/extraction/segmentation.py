"""Cut an article into sections: headline, dateline, lead, labelled blocks, boilerplate."""

import re

from workers.extraction.types import Section, Span

_BLOCK = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_LABEL = re.compile(r"(source|quote|details|background|advertisement)\s*:\s*", re.IGNORECASE)
_DATE = re.compile(r"date \d{4}-\d{2}-\d{2}\s*")
_BOILERPLATE = re.compile(r"(?i)^(journalists fight on|support \w+ pravda)|become our patron")


def segment(text: str) -> tuple[Section, ...]:
    """Return the sections of ``text``, disjoint and in order."""
    sections: list[Section] = []
    role = "lead"
    position = 0
    for piece in re.split(r"(\n\s*\n)", text):
        start, position = position, position + len(piece)
        block = _BLOCK.search(piece)
        if block is None:
            continue
        start, end = start + block.start(), start + block.end()
        label = None
        if not sections and (date := _DATE.match(text, start, end)):
            sections.append(Section(start, start + len(date[0].rstrip()), "dateline", Span(start, start)))
            start = date.end()
        body = start
        if found := _LABEL.match(text, start, end):
            label, body = Span(start, found.end()), found.end()
            role = found[1].lower().replace("advertisement", "boilerplate")
        block_role = "boilerplate" if _BOILERPLATE.search(text[start:end]) else role
        sections.append(Section(start, end, block_role, Span(body, end), label))  # type: ignore[arg-type]
        if role in {"lead", "source", "boilerplate", "quote"}:
            role = "body"
    return tuple(sections)
