"""The entities of one article, looked up by where they are mentioned."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Literal

from schemas.quote import SpeakerKind
from workers.extraction.text import Span
from workers.extraction.types import Entity, Speaker

MentionForm = Literal["name", "nominal", "pronoun"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention.

    ``start:end`` is the name without title, the description, or the pronoun; ``phrase`` starts at the title or
    determiner before it (``First Admiral Wisnu``) and ends with the mention. ``referent`` indexes the table's
    referents.
    """

    start: int
    end: int
    phrase: Span
    referent: int
    form: MentionForm
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Referent:
    """Someone or something talked about, named or not; ``entity`` is None for the unnamed (``two diplomats``)."""

    entity: int | None
    kind: SpeakerKind
    gender: str | None = None
    plural: bool = False


def _end_of(mention: Mention) -> int:
    return mention.end


@dataclass(frozen=True, slots=True)
class EntityTable:
    """All entities of an article and every mention that was resolved, also those of unnamed referents.

    Lookups are logarithmic in the number of mentions. ``mentions`` are in text order.
    """

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...] = ()
    referents: tuple[Referent, ...] = ()
    _starts: tuple[int, ...] = field(init=False, repr=False, default=())
    _reach: int = field(init=False, repr=False, default=0)
    _named: dict[int, list[Mention]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the lookup."""
        object.__setattr__(self, "_starts", tuple(m.phrase.start for m in self.mentions))
        for mention in self.mentions:
            if mention.form != "pronoun":
                self._named.setdefault(mention.referent, []).append(mention)
        object.__setattr__(self, "_reach", max((m.end - m.phrase.start for m in self.mentions), default=0))

    def within(self, span: Span) -> tuple[Mention, ...]:
        """Return the mentions that overlap ``span``, in text order."""
        low = bisect_left(self._starts, span.start - self._reach)
        high = bisect_right(self._starts, max(span.start, span.end - 1))
        return tuple(m for m in self.mentions[low:high] if m.end > span.start and m.phrase.start < span.end)

    def mention(self, span: Span, head: int | None = None) -> Mention | None:
        """Return the mention that a phrase such as a speaker's or actor's stands for, or None.

        ``head`` is the offset of the phrase's syntactic head where the caller knows it; without it the head is taken
        to be the last mention before the first comma or preposition.
        """
        found = self.within(span)
        if not found:
            return None
        if head is not None:
            over = [m for m in found if m.phrase.start <= head < m.end]
            if over:
                # the name in apposition beats the description, the narrower phrase the wider
                return min(over, key=lambda m: (m.form != "name", m.end - m.phrase.start))
        return self._head_mention(span, found)

    def _head_mention(self, span: Span, found: tuple[Mention, ...]) -> Mention | None:
        """Return the mention that covers all of ``span``, or the last one of its first part."""
        whole = [m for m in found if m.phrase.start <= span.start and m.end >= span.end]
        if whole:
            return min(whole, key=lambda m: m.end - m.phrase.start)
        starting = [m for m in found if m.phrase.start <= span.start]
        if starting:
            return max(starting, key=lambda m: (m.end, m.form == "name"))
        return min(found, key=lambda m: (m.form == "pronoun", m.phrase.start, -m.end))

    def at(self, span: Span, head: int | None = None) -> int | None:
        """Return the index of the entity that ``span`` stands for, or None when it is unnamed or unknown."""
        mention = self.mention(span, head)
        return None if mention is None else self.referents[mention.referent].entity

    def antecedent(self, span: Span) -> Span | None:
        """Return the nearest mention of the same referent that is no pronoun: before ``span``, else after it."""
        mention = self.mention(span)
        if mention is None:
            return None
        own = self._named.get(mention.referent, ())
        at = bisect_right(own, mention.start, key=_end_of)
        chosen = own[at - 1] if at else next((m for m in own[at:] if m is not mention), None)
        return None if chosen is None else Span(chosen.start, chosen.end)

    def phrases(self, span: Span, head: int | None = None) -> tuple[Span, ...]:
        """Return all names and descriptions of what ``span`` stands for, with their titles and modifiers."""
        mention = self.mention(span, head)
        return () if mention is None else tuple(m.phrase for m in self._named.get(mention.referent, ()))

    def speaker(self, span: Span, head: int | None = None) -> Speaker:
        """Return the speaker that a phrase names: fullest name, role text and kind.

        Unnamed people and joint parties come back without a name; a phrase that no mention covers is ``unnamed``.
        """
        mention = self.mention(span, head)
        if mention is None:
            return Speaker(mention=span, name=None, entity=None, role=None, kind="unnamed")
        referent = self.referents[mention.referent]
        if referent.entity is None:
            return Speaker(mention=span, name=None, entity=None, role=mention.title, kind=referent.kind)
        entity = self.entities[referent.entity]
        role = mention.title or (entity.titles[0] if entity.titles else None)
        return Speaker(mention=span, name=entity.name, entity=referent.entity, role=role, kind=referent.kind)
