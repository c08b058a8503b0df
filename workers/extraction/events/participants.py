"""Who takes part: noun phrases with their entity, codes and, for pronouns, what they stand for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from workers.extraction.entities.codes import code_of, country_of_demonym
from workers.extraction.entities.table import EntityTable
from workers.extraction.events.antecedents import Antecedents
from workers.extraction.events.introduced import Introductions
from workers.extraction.events.known import KnownEntities
from workers.extraction.events.locality import Locality
from workers.extraction.events.nationality import Nationality
from workers.extraction.events.phrases import in_one_sentence, is_joint, is_ours
from workers.extraction.events.syntax import Tree
from workers.extraction.events.words import words
from workers.extraction.text import Span
from workers.extraction.types import Analysis, Participant, Place, Quote

_FIRST_PERSON = frozenset({"i", "we", "us", "me", "our", "my", "ourselves", "myself", "ours"})
_DECLARING = frozenset({"we", "us", "our", "ourselves", "ours"})
_EMPTY = words("participants-empty")
_TIMES = frozenset({"DATE", "TIME", "PERCENT"})
_THIRD_PERSON = words("participants-third-person")
_PEOPLE = frozenset({"he", "she", "they", "him", "them"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})
_OF_STATES = frozenset({"IGO", "NGO"})
_REST = frozenset({"all", "others", "both", "some", "most", "many", "several"})


@dataclass(frozen=True, slots=True)
class Cast:
    """Turns tokens into participants of one article."""

    analysis: Analysis
    entities: EntityTable
    quotes: Sequence[Quote]
    locality: Locality
    places: Sequence[Place] = ()
    antecedents: Antecedents = field(init=False)
    nationality: Nationality = field(init=False)

    def __post_init__(self) -> None:
        """Prepare what tells antecedents and codes."""
        object.__setattr__(self, "antecedents", Antecedents(self.entities))
        introductions = Introductions(self.analysis.article.text)
        known = KnownEntities(self.entities.entities, self.places, introductions)
        told = Nationality(
            self.analysis, self.entities, self.quotes, self.locality, self.places,
            self.antecedents, introductions, known,
        )  # fmt: skip
        object.__setattr__(self, "nationality", told)

    def participants(self, tree: Tree, tokens: Iterable[int], quote: int | None) -> tuple[Participant, ...]:
        """Return the participants headed by the tokens and their coordinates, without doubles."""
        found: list[Participant] = []
        seen: set[Span] = set()
        for token in tokens:
            for member in self._members(tree, token):
                modifier = tree.dep[member] in _MODIFIERS - {"poss"}
                span = Span(tree.start[member], tree.end[member]) if modifier else tree.noun_phrase(member)
                if span not in seen:
                    seen.add(span)
                    found.extend(self._coded(tree, member, span, quote))
        return tuple(found)

    def note(self, verb: str, actors: Sequence[Participant]) -> None:
        """Remember who did a deed, by the lemma of its trigger."""
        code = next((a.code for a in actors if a.code is not None), None)
        if code is not None:
            self.nationality.memory.learn_deed(verb, code)

    def _coded(self, tree: Tree, token: int, span: Span, quote: int | None) -> list[Participant]:
        """Return the participant, once for each country when it is a joint party (``the two governments``)."""
        held = self._participant(tree, token, span, quote)
        if self._declares(tree, token, quote):
            return [replace(held, code=code) for code in self.locality.declared]
        if len(codes := self._adjectives(tree, token)) > 1:
            return [replace(held, code=code) for code in codes]
        if held.code in _OF_STATES:
            return [held]
        words = self.analysis.article.text[span.start : tree.end[token]]
        if (is_joint(tree, token) and code_of(words).code is None) or self._stands_for_both(tree, token):
            return [replace(held, code=code) for code in self.locality.pair(span)] or [held]
        if any(tree.lower[c] == "their" for c in tree.kids(token, "poss")):
            return [replace(held, code=code) for code in self._owners(tree, token)] or [held]
        return [held]

    @staticmethod
    def _stands_for_both(tree: Tree, token: int) -> bool:
        """Tell whether ``they`` takes up a joint party, the subject of the sentence before."""
        if tree.lower[token] != "they":
            return False
        before = tree.sentence.index(tree.sentence[token]) - 1
        return before >= 0 and any(is_joint(tree, t) for t in tree.kids(tree.sentence[before], "nsubj", "nsubjpass"))

    def _adjectives(self, tree: Tree, token: int) -> list[str]:
        """Return the countries of adjectives joined before a plural (``Indian and Pakistani commanders``)."""
        found: dict[str, None] = {}
        for c in tree.kids(token, "amod", "compound", "nmod") if tree.tag[token] in {"NNS", "NNPS"} else ():
            if len(members := tree.conjuncts(c)) > 1:
                found.update(dict.fromkeys(filter(None, (country_of_demonym(tree.text[m]) for m in members))))
        return list(found)

    def _declares(self, tree: Tree, token: int, quote: int | None) -> bool:
        """Tell whether those who make a joint declaration speak of themselves."""
        if not self.locality.declared or not (tree.lower[token] in _DECLARING or is_ours(tree, token)):
            return False
        return quote is None or self.quotes[quote].speaker.entity is None

    def _owners(self, tree: Tree, token: int) -> list[str]:
        """Return the countries that a plural possessive stands for (``Chad and Mali deny that their soldiers ...``)."""
        clause = tree.head[token]
        for _ in range(3):
            for subject in tree.kids(clause, "nsubj"):
                members = tree.conjuncts(subject)
                if len(members) > 1 and subject < token and token not in members:
                    codes = [code_of(tree.text[m]).code for m in members]
                    return [c for c in codes if c is not None]
            clause = tree.head[clause]
        return []

    def _members(self, tree: Tree, token: int) -> list[int]:
        if tree.dep[token] in _MODIFIERS:
            return [t for t in tree.conjuncts(token) if tree.pos[t] not in {"VERB", "AUX"}]
        return [
            t
            for t in tree.conjuncts(token)
            if tree.pos[t] not in {"VERB", "AUX", "ADP", "ADV"}
            and tree.lower[t] not in _EMPTY
            and tree.entity[t] not in _TIMES
        ]

    def _participant(self, tree: Tree, token: int, span: Span, quote: int | None) -> Participant:
        text = self.analysis.article.text[span.start : span.end]
        if quote is not None and (tree.lower[token] in _FIRST_PERSON or is_ours(tree, token)):
            return self._speaker(span, quote, named=tree.lower[token] in _FIRST_PERSON)
        if tree.lower[token] in _THIRD_PERSON and (antecedent := self.antecedents.of(tree, token)) is not None:
            named = self._named(tree, antecedent)
            # In the same sentence the name says more than the pronoun; across sentences the pronoun is the mention.
            return named if in_one_sentence(tree, token, antecedent) else replace(named, mention=span)
        entity = self.entities.at(span, tree.start[token])
        if tree.pos[token] == "PRON":
            code, sector = self.nationality.of_entity(entity)
            if code is None:
                code = self._of_the_group(tree, token, span)
            if code is None and tree.lower[token] in _PEOPLE:
                code = self.locality.country(span)
        else:
            code, sector = self.nationality.of_phrase(tree, token, span, quote)
            if code is None:
                code = self._of_the_group(tree, token, span)
        name = None
        if entity is not None:
            name = self.entities.entities[entity].name
        elif tree.pos[token] == "PROPN":
            name = text
        return Participant(span, name, entity, code, sector)

    def _of_the_group(self, tree: Tree, token: int, span: Span) -> str | None:
        """Return the code of those whom a number or ``all`` is a part of."""
        partial = tree.pos[token] == "NUM" or tree.lower[token] in _REST or tree.lower[token] == "them"
        partial = partial or (tree.tag[token] in {"JJ", "JJS"} and tree.pos[token] in {"ADJ", "NOUN"})
        if not partial or tree.kids(token, "compound", "nmod"):
            return None
        return self.nationality.of_the_rest(tree, token, span)

    def _named(self, tree: Tree, span: Span) -> Participant:
        """Return the participant of a phrase that a pronoun stands for."""
        entity = self.entities.at(span)
        code, sector = self.nationality.of_antecedent(tree, span)
        name = self.entities.entities[entity].name if entity is not None else None
        return Participant(span, name, entity, code, sector)

    def _speaker(self, span: Span, quote: int, *, named: bool) -> Participant:
        """Return the speaker of the quote for ``I``, ``we`` and ``our troops``."""
        code = self.nationality.of_speaker(quote, span)
        if named:
            speaker = self.quotes[quote].speaker
            return Participant(span, speaker.name, speaker.entity, code.code, code.sector)
        own = code_of(self.analysis.article.text[span.start : span.end])
        return Participant(span, None, None, own.code or code.code, own.sector)
