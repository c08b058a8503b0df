"""The speaker of a quote: entity, name, role and kind."""

from collections.abc import Hashable
from dataclasses import dataclass

from schemas.quote import SpeakerKind
from workers.extraction.entities.table import EntityTable
from workers.extraction.entities.titles import HONORIFICS
from workers.extraction.quotes.block import Block
from workers.extraction.quotes.draft import Draft, Place
from workers.extraction.quotes.outlets import find_outlet, outlets
from workers.extraction.quotes.speakers import owner
from workers.extraction.quotes.words import words
from workers.extraction.text import Span
from workers.extraction.types import Speaker

_GROUP_PRONOUNS = frozenset({"they", "we", "both", "some", "many", "others", "most", "several", "few", "all", "those"})
_RELATIVE = frozenset({"who", "which", "that"})
_PARTICLES = frozenset({"de", "da", "di", "del", "van", "von", "der", "den", "al", "bin", "ibn", "la", "le"})
_PARAGRAPHS = 12  # how far back the author of "the statement" is looked for
_ARTICLES = ("the ", "a ", "an ")


@dataclass(frozen=True, slots=True)
class Namer:
    """Looks speakers up in an article's entities."""

    text: str
    entities: EntityTable
    blocks: tuple[Block, ...]

    def speaker(self, draft: Draft) -> Speaker:
        """Return the speaker of a draft; a person or body that the article does not name gets no name."""
        if draft.speaker is None:
            return self._by_text(draft.mention)
        block = self.blocks[draft.speaker.block]
        parse = block.parse
        mention = draft.mention or parse.span(draft.speaker.first, draft.speaker.last)
        head = draft.head if draft.head is not None else draft.speaker.last
        joined = [
            c for c in parse.children[head] if parse.dep[c] == "conj" and draft.speaker.first <= c <= draft.speaker.last
        ]
        named = self.entities.mention(parse.span(head, head))
        # "academic and professor Maria Olsen" is one person: the title runs over all of it
        single = named is not None and named.form == "name" and all(parse.start[c] < named.end for c in joined)
        if joined and not single:
            return Speaker(mention, None, None, None, "group")
        if (outlet := self._outlet(block, draft.speaker, head)) is not None:
            return outlet
        index = self._entity(block, draft.speaker, head)
        if index is None:
            index = self._author(block, head)
        if index is None:
            return Speaker(mention, None, None, self._role(mention), self._kind(block, head))
        entity = self.entities.entities[index]
        kind: SpeakerKind = (
            "person" if entity.type == "person" else "group" if entity.type == "group" else "organisation"
        )
        name = None if kind == "group" else entity.name
        role = entity.titles[0] if entity.titles else None
        return Speaker(mention, name, index, role, kind)

    def identity(self, draft: Draft, speaker: Speaker) -> Hashable:
        """Return what tells two speakers apart, also unnamed ones; None when nothing does."""
        if speaker.entity is not None:
            return speaker.entity
        if draft.speaker is None or speaker.kind == "group":
            return speaker.name
        parse = self.blocks[draft.speaker.block].parse
        head = draft.head if draft.head is not None else draft.speaker.last
        mention = self.entities.mention(parse.span(head, head))
        return speaker.name if mention is None else ("unnamed", mention.referent)

    def _outlet(self, block: Block, place: Place, head: int) -> Speaker | None:
        """``the Horn Courier``: an outlet, though its name ends in a word for people; never a description of one."""
        parse = block.parse
        known = self.entities.mention(parse.span(head, head))
        if parse.pos[head] != "PROPN" or place.first + 1 >= place.last or (known is not None and known.form == "name"):
            return None
        mention = parse.span(place.first, place.last)
        name = find_outlet(self.text, mention, trusted=False)
        if name is None or name.end != mention.end or parse.start[head] < name.start:
            return None
        return Speaker(mention, self.text[name.start : name.end], None, None, "organisation")

    def _entity(self, block: Block, place: Place, head: int) -> int | None:
        """Return the entity of a mention: of the name behind a description, else of the head."""
        parse = block.parse
        look = head
        if parse.lower[head] in _RELATIVE and parse.dep[head] in {"nsubj", "nsubjpass"}:
            verb = parse.head[head]
            if parse.dep[verb] == "relcl":
                look = parse.head[verb]
        index = None
        for t in range(place.last, head, -1):
            # "the foreign minister of X, Y": the name behind the description
            if parse.dep[t] == "appos" and parse.head[t] == head:
                index = self.entities.at(parse.span(t, t))
                break
            if parse.text[t] == "," and t < place.last and self._is_person(parse.span(place.last, place.last)):
                index = self.entities.at(parse.span(place.last, place.last))
                break
        if index is None:
            index = self.entities.at(parse.span(look, look))
        if index is None and parse.dep[head] == "appos":
            index = self.entities.at(parse.span(parse.head[head], parse.head[head]))
        if index is not None and parse.lower[head] == "who" and self.entities.entities[index].type == "place":
            index = None  # "leaders near the lake, who ...": the parser took the nearest noun
        if (
            index is not None
            and parse.lower[look] in words("title")
            and self.entities.entities[index].type in {"place", "organisation"}
        ):
            index = None
        return index

    def _is_person(self, span: Span) -> bool:
        """Return whether a name stands there that is a person's."""
        mention = self.entities.mention(span)
        return (
            mention is not None
            and mention.form == "name"
            and self.entities.referents[mention.referent].kind == "person"
        )

    def _by_text(self, mention: Span | None) -> Speaker:
        if mention is None or self.text[mention.start : mention.end].lower() in words("turn"):
            return Speaker(mention, None, None, None, "unnamed")
        index = self.entities.at(mention)
        if index is None:
            return self._unparsed_name(mention)
        entity = self.entities.entities[index]
        kind: SpeakerKind = "person" if entity.type == "person" else "organisation"
        return Speaker(mention, entity.name, index, entity.titles[0] if entity.titles else None, kind)

    def _unparsed_name(self, mention: Span) -> Speaker:
        """Read a name in a label, which no parser saw: ``Quote from General Marek Dusza:``."""
        found = self.text[mention.start : mention.end].split()
        bare = found
        while bare and (bare[0].lower().rstrip(".") in words("title") | HONORIFICS or bare[0].islower()):
            bare = bare[1:]
        if not bare or not all(w[:1].isupper() or w.lower() in _PARTICLES for w in bare):
            return Speaker(mention, None, None, None, "unnamed")
        name = " ".join(bare)
        body = any(w in outlets().institutions for w in bare)
        role = " ".join(found[: len(found) - len(bare)]) or None
        surname = {i for i, e in enumerate(self.entities.entities) if e.type == "person" and bare[-1] in e.name.split()}
        if len(surname) == 1:
            index = surname.pop()
            entity = self.entities.entities[index]
            name = max(entity.name, name, key=len)
            return Speaker(mention, name, index, entity.titles[0] if entity.titles else role, "person")
        return Speaker(mention, name, None, role, "organisation" if body else "person")

    def _author(self, block: Block, head: int) -> int | None:
        """Return the entity of who wrote what speaks: ``a statement signed by X``, later ``the statement``."""
        parse = block.parse
        if parse.lower[head] not in words("document"):
            return None
        writer = owner(block, head)
        if writer is not None and writer != head:
            return self.entities.at(parse.span(writer, writer))
        if not any(parse.lower[c] in {"the", "this"} for c in parse.children[head] if c < head):
            return None
        for above in reversed(self.blocks[max(0, block.parse.index - _PARAGRAPHS) : block.parse.index + 1]):
            for t in range(len(above.parse) - 1, -1, -1):
                earlier = above is not block or t < head
                if not earlier or above.parse.lower[t] != parse.lower[head]:
                    continue
                writer = owner(above, t)
                if writer is not None and writer != t:
                    return self.entities.at(above.parse.span(writer, writer))
        return None

    def _kind(self, block: Block, head: int) -> SpeakerKind:
        parse = block.parse
        if parse.lower[head] in _GROUP_PRONOUNS or parse.tag[head] in {"NNS", "NNPS"}:
            return "group"
        return "unnamed"

    def _role(self, mention: Span) -> str | None:
        """Return the description of an unnamed speaker as its role: ``a navy spokesman``."""
        text = self.text[mention.start : mention.end]
        for article in _ARTICLES:
            if text.lower().startswith(article):
                text = text[len(article) :]
        return text if any(w.lower() in words("title") for w in text.split()) else None
