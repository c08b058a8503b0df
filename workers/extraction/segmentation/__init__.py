"""Cut an article into sections: headline, dateline, lead, labelled blocks, boilerplate."""

import re
from dataclasses import dataclass, field

from schemas.enriched_article import SectionRole
from workers.extraction.segmentation import furniture
from workers.extraction.segmentation.blocks import cut, find_blocks, strip
from workers.extraction.segmentation.labels import Label, find_label, split_at_labels
from workers.extraction.text import Section, Span

__all__ = ["segment"]

_BULLET = re.compile(r"[•*·▪●◦‣∙■►➤✓–—-]\s+|\(?\d{1,2}[.)]\s+")
_STRIPPED_BULLET = re.compile(r"[•*·▪●◦‣∙■►➤✓]\s+")
_LASTING: frozenset[str] = frozenset({"details", "background"})


def segment(text: str, title: str | None = None) -> tuple[Section, ...]:
    """Return the sections of ``text``, disjoint and in order; every non-blank character lies in exactly one.

    ``title`` is the article's title where it is known; a first block that repeats it is the headline. ``details`` and
    ``background`` reach from their label to the next one, ``source`` and ``quote`` over one block; advertisements and
    other boilerplate end nothing.
    """
    blocks = [piece for block in find_blocks(text) for piece in split_at_labels(text, block)]
    cutter = _Segmenter(text, title, left=len(blocks))
    for block in blocks:
        trimmed = strip(text, *block)
        if trimmed is not None:
            cutter.add(trimmed)
    return tuple(cutter.sections)


@dataclass(slots=True)
class _Segmenter:
    """Goes through the blocks; ``role`` is what the next plain block gets."""

    text: str
    title: str | None
    left: int
    sections: list[Section] = field(default_factory=list)
    role: SectionRole = "lead"
    lasting: SectionRole = "body"
    started: bool = False
    links: bool = False

    def add(self, block: Span) -> None:
        """Take the next block."""
        self.left -= 1
        rest = self._seed_date(block)
        if rest is None:
            return
        label = find_label(self.text, rest)
        if label is not None:
            self._labelled(rest, label)
            return
        if furniture.is_boilerplate(self.text, rest) or (self.links and _BULLET.match(self.text, rest.start, rest.end)):
            self._put(rest, "boilerplate")
            return
        self.links = False
        if not self.started and self._heading(rest):
            return
        self._plain(rest)

    def _seed_date(self, block: Span) -> Span | None:
        if self.sections:
            return block
        end = furniture.seed_date(self.text, block)
        if end is None:
            return block
        self._put(Span(block.start, end), "dateline")
        return strip(self.text, end, block.end)

    def _labelled(self, block: Span, label: Label) -> None:
        body = strip(self.text, label.span.end, block.end)
        if label.role == "boilerplate":
            self.links = body is None and label.text not in {"advertisement", "ad"}
            span = body or Span(block.end, block.end)
            self.sections.append(Section(block.start, block.end, "boilerplate", span, label.span))
            return
        self.links = False
        self.started = True
        role: SectionRole = label.role  # type: ignore[assignment]  # the lexicon's first column, checked by a test
        self.lasting = role if role in _LASTING else "body"
        self.role = role
        if body is None:
            self.sections.append(Section(block.start, block.end, role, Span(block.end, block.end), label.span))
            return
        first, *more = cut(self.text, body)
        self.sections.append(Section(block.start, first.end, role, first, label.span))
        for piece in more:
            self._put(piece, role)
        self.role = self.lasting

    def _heading(self, block: Span) -> bool:
        """Take a headline, date or byline before the first paragraph; return whether the block was one."""
        if furniture.is_date_line(self.text, block) or furniture.is_byline(self.text, block):
            self._put(block, "dateline")
            return True
        if any(section.role in {"headline", "lead"} for section in self.sections):
            return False
        end = furniture.repeated_title_end(self.text, block, self.title)
        if end is not None:
            self._put(Span(block.start, end), "headline")
            rest = strip(self.text, end, block.end)
            if rest is not None:
                self._plain(rest)
            return True
        if (
            self.left
            and furniture.dateline_end(self.text, block, first=True) is None
            and furniture.is_headline(self.text, block, self.title)
        ):
            self._put(block, "headline")
            return True
        return False

    def _plain(self, block: Span) -> None:
        end = furniture.dateline_end(self.text, block, first=not self.started)
        if end is not None:
            place, rest = strip(self.text, block.start, end), strip(self.text, end, block.end)
            if place is not None and rest is not None:
                self._put(place, "dateline")
                block = rest
        bullet = _STRIPPED_BULLET.match(self.text, block.start, block.end)
        body = block if bullet is None else strip(self.text, bullet.end(), block.end) or block
        first, *more = cut(self.text, body)
        self.sections.append(Section(block.start, first.end, self.role, first))
        for piece in more:
            self._put(piece, self.role)
        self.started = True
        self.role = self.lasting

    def _put(self, span: Span, role: SectionRole) -> None:
        self.sections.append(Section(span.start, span.end, role, span))
