"""Who takes part: noun phrases with their entity, codes and, for pronouns, what they stand for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from workers.extraction.entities.codes import NOTHING, ActorCode, code_of, code_of_entity
from workers.extraction.entities.table import EntityTable
from workers.extraction.events.locality import Locality
from workers.extraction.events.phrases import GROUPS, agrees, in_one_sentence, is_joint, is_ours, is_people
from workers.extraction.events.syntax import CLAUSES, VERBAL, Tree
from workers.extraction.events.words import words
from workers.extraction.text import Span
from workers.extraction.types import Analysis, Entity, Participant, Place, Quote

_FIRST_PERSON = frozenset({"i", "we", "us", "me", "our", "my", "ourselves", "myself", "ours"})
_EMPTY = words("participants-empty")
_TIMES = frozenset({"DATE", "TIME", "PERCENT"})
_THIRD_PERSON = words("participants-third-person")
_BODIES = words("participants-bodies")
_PEOPLE = frozenset({"he", "she", "they", "him", "them"})
_ENEMIES = frozenset({"enemy", "occupier", "invader", "aggressor", "adversary"})
_INSTITUTIONS = frozenset(
    {"government", "ministry", "cabinet", "president", "premier", "parliament", "army", "military", "leadership",
     "authority", "regime", "minister", "embassy"}
)  # fmt: skip
_UNION = re.compile(r"\b(?:European Union|European Commission|EU|Brussels)\b")
_MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})


@dataclass(frozen=True, slots=True)
class Cast:
    """Turns tokens into participants of one article."""

    analysis: Analysis
    entities: EntityTable
    quotes: Sequence[Quote]
    locality: Locality
    places: Sequence[Place] = ()
    _known: dict[int, ActorCode] = field(default_factory=dict)
    _introduced: dict[str, str] = field(default_factory=dict)
    _short_for: dict[str, int] = field(default_factory=dict)

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

    def _coded(self, tree: Tree, token: int, span: Span, quote: int | None) -> list[Participant]:
        """Return the participant, once for each country when it is a joint party (``the two governments``)."""
        held = self._participant(tree, token, span, quote)
        if is_joint(tree, token) and code_of(self.analysis.article.text[span.start : tree.end[token]]).code is None:
            return [replace(held, code=code) for code in self.locality.pair(span)] or [held]
        if any(tree.lower[c] == "their" for c in tree.kids(token, "poss")):
            return [replace(held, code=code) for code in self._owners(tree, token)] or [held]
        return [held]

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
        if tree.lower[token] in _THIRD_PERSON and (antecedent := self._antecedent(tree, token)) is not None:
            named = self._named(antecedent, self.entities.at(antecedent))
            # In the same sentence the name says more than the pronoun; across sentences the pronoun is the mention.
            return named if in_one_sentence(tree, token, antecedent) else replace(named, mention=span)
        entity = self.entities.at(span, tree.start[token])
        known = self._entity_code(entity)
        if tree.pos[token] == "PRON":
            code, sector = known
            if code is None and tree.lower[token] in _PEOPLE:
                code = self.locality.country(span)
        else:
            code, sector = self._phrase_code(tree, token, span, quote, entity)
        name = None
        if entity is not None:
            name = self.entities.entities[entity].name
        elif tree.pos[token] == "PROPN":
            name = text
        return Participant(span, name, entity, code, sector)

    def _phrase_code(self, tree: Tree, token: int, span: Span, quote: int | None, entity: int | None) -> ActorCode:
        """Return the codes of a noun phrase: by its own words, its owner, its entity, its place, its article."""
        known = self._entity_code(entity)
        own = code_of(self.analysis.article.text[span.start : span.end])
        code = own.code or self._beside(tree, token) or known.code
        sector = own.sector or known.sector
        code = code or self._counted(tree, token) or self._placed(span) or self._described(span, tree.start[token])
        code = self._told_before(tree, token, code)
        if code is None and tree.lemma[token] in _ENEMIES:
            code = self.locality.opponent(self._home(span, quote))
        person = self._person(entity)
        if code is None and (sector is not None or person is not None or is_people(tree, token)):
            # Somebody is of one country wherever named; the nearest country would change from mention to mention.
            code = self.locality.home if person is not None else self._staged(tree, token)
            code = code or self.locality.country(span, self._opposite(tree, token))
        return ActorCode(code, sector)

    def _counted(self, tree: Tree, token: int) -> str | None:
        """Return the code of whom a number is of (``one of them``)."""
        for c in tree.kids(token, "prep"):
            for g in tree.kids(c, "pobj"):
                if (
                    tree.lower[c] == "of"
                    and tree.lower[g] == "them"
                    and (found := self._antecedent(tree, g)) is not None
                ):
                    return self._named(found, self.entities.at(found)).code
        return None

    def _told_before(self, tree: Tree, token: int, code: str | None) -> str | None:
        """Return the code that the noun had when it last had one (``a Danish brewery``, then ``the brewery``)."""
        if code in {"IGO", "NGO"}:
            self._introduced.update(dict.fromkeys(_BODIES, code))  # "NATO condemned it. The alliance urged ..."
        if tree.pos[token] != "NOUN":
            return code
        if code is not None:
            self._introduced[tree.lemma[token]] = code
        elif any(tree.lower[c] == "the" for c in tree.kids(token, "det")):
            return self._introduced.get(tree.lemma[token])
        return code

    def _person(self, entity: int | None) -> Entity | None:
        held = None if entity is None else self.entities.entities[entity]
        return held if held is not None and held.type == "person" else None

    def _named(self, span: Span, entity: int | None) -> Participant:
        """Return the participant of a phrase that a pronoun stands for."""
        text = self.analysis.article.text[span.start : span.end]
        own, known = code_of(text), self._entity_code(entity)
        code, sector = own.code or known.code, own.sector or known.sector
        if code is None and (sector is not None or entity is not None):
            code = self.locality.country(span)
        return Participant(
            span, self.entities.entities[entity].name if entity is not None else None, entity, code, sector
        )

    def _antecedent(self, tree: Tree, token: int) -> Span | None:
        """Return what a pronoun stands for, when it is named or described in the same paragraph."""
        span = Span(tree.start[token], tree.end[token])
        if (thanked := self._judged(tree, token)) is not None:
            return thanked
        found = self.entities.antecedent(span)
        if found is not None and tree.start[0] <= found.start < tree.end[-1]:
            return found
        if found is not None:
            return None
        # "the army says it has ...": the speaker, when number allows.
        clause = tree.head[token]
        for _ in range(4):
            if tree.dep[clause] == "ccomp" and tree.pos[tree.head[clause]] in {"VERB", "AUX"}:
                above = tree.kids(tree.head[clause], "nsubj")
                if above and tree.pos[above[0]] != "PRON" and agrees(tree, token, above[0]):
                    return tree.noun_phrase(above[0])
                break
            if tree.dep[clause] not in CLAUSES | {"conj", "xcomp", "dobj", "prep", "pobj"}:
                break
            clause = tree.head[clause]
        return self._possessor(tree, token)

    def _judged(self, tree: Tree, token: int) -> Span | None:
        """Return who did what they are thanked or blamed for (``thanked Zambia for its mediation``)."""
        if tree.dep[token] != "poss" or token == 0 or tree.lower[token - 1] not in {"for", "over"}:
            return None
        return self._possessor(tree, token)

    def _possessor(self, tree: Tree, token: int) -> Span | None:
        """Return the nearest name before a possessive pronoun in its sentence (``thanked Argentina for its help``)."""
        if tree.lower[token] not in {"its", "their", "his", "her"}:
            return None
        kinds = {"PERSON"} if tree.lower[token] in {"his", "her"} else {"GPE", "ORG", "NORP"}
        for i in range(token - 1, max(-1, token - 40), -1):
            if tree.sentence[i] != tree.sentence[token]:
                return None
            if tree.pos[i] == "PROPN" and tree.entity[i] in kinds and tree.dep[i] not in {"compound", "amod"}:
                return tree.noun_phrase(i)
        return None

    def _beside(self, tree: Tree, token: int) -> str | None:
        """Return the code of an apposition or of a clause's place that tells whose the phrase is."""
        for c in tree.children[token]:
            if tree.dep[c] == "appos":
                span = tree.noun_phrase(c)
                code = code_of(self.analysis.article.text[span.start : span.end]).code
                if (code := code or self._entity_code(self.entities.at(span)).code) is not None:
                    return code
            if tree.dep[c] == "poss" and (code := self._owner(tree, c)) is not None:
                return code
            if tree.dep[c] in {"compound", "nmod"} and (code := self._short(tree, c)) is not None:
                return code  # "a Commission official"
        return self._short(tree, token) if any(tree.lower[c] == "the" for c in tree.kids(token, "det")) else None

    def _owner(self, tree: Tree, owner: int) -> str | None:
        """Return the code of a possessor (``the League's secretary``, ``whose envoy``)."""
        if tree.lower[owner] == "whose":
            clause = tree.head[owner]
            while tree.dep[clause] != "relcl" and tree.head[clause] != clause:
                clause = tree.head[clause]
            if tree.dep[clause] != "relcl":
                return None
            owner = tree.head[clause]
        span = tree.noun_phrase(owner)
        if tree.lower[owner] in {"its", "their"} and (found := self._antecedent(tree, owner)) is not None:
            return self._named(found, self.entities.at(found)).code
        known = self._entity_code(self.entities.at(span, tree.start[owner])).code
        return known or code_of(self.analysis.article.text[span.start : span.end]).code or self._short(tree, owner)

    def _short(self, tree: Tree, token: int) -> str | None:
        """Return the code of the body that a capitalised noun is short for (``the League``)."""
        word = tree.text[token]
        if not word[:1].isupper() or tree.pos[token] not in {"NOUN", "PROPN"}:
            return None
        if not self._short_for:
            self._short_for[""] = -1  # looked through, if only to find nothing
            for i, entity in enumerate(self.entities.entities):
                first, *rest = entity.name.split() or [""]
                if entity.type != "person" and rest:
                    self._short_for.setdefault(rest[-1], i)
                    self._short_for.setdefault(first, i)
        if (known := self._short_for.get(word)) is not None:
            return _entity_code(self.entities.entities[known]).code
        return "IGO" if word == "Commission" and self._about_the_union() else None

    def _about_the_union(self) -> bool:
        if -1 not in self._known:
            about = _UNION.search(self.analysis.article.text) is not None
            self._known[-1] = ActorCode("IGO" if about else None, None)
        return self._known[-1].code is not None

    def _staged(self, tree: Tree, token: int) -> str | None:
        """Return the country of the place where people act, named beside their verb (``at Suez dockers struck``)."""
        if tree.lemma[token] not in GROUPS and tree.tag[token] != "NNS":
            return None
        verb = tree.head[token]
        if tree.dep[token] == "pobj" and tree.dep[verb] == "agent":
            verb = tree.head[verb]  # "was kidnapped near Goma by gunmen"
        elif tree.dep[token] not in {"nsubj", "nsubjpass"}:
            return None
        if tree.pos[verb] not in VERBAL:
            return None
        beside = list(tree.kids(verb, "prep"))
        if tree.dep[verb] == "advcl":
            # "police in Kisumu held six after protesters marched": one scene
            beside += [c for s in tree.kids(tree.head[verb], "nsubj") for c in tree.kids(s, "prep")]
        for c in beside:
            if tree.lower[c] in {"in", "at", "near", "outside"}:
                for g in tree.kids(c, "pobj"):
                    span = tree.noun_phrase(g)
                    if tree.entity[g] in {"GPE", "LOC"} and (code := self._placed(span)) is not None:
                        return code
        return None

    def _described(self, span: Span, head: int) -> str | None:
        """Return the code of another description of the same one (``a Belarusian man`` for ``the suspect``)."""
        for phrase in self.entities.phrases(span, head):
            if (code := code_of(self.analysis.article.text[phrase.start : phrase.end]).code) is not None:
                return code
        return None

    def _home(self, span: Span, quote: int | None) -> str | None:
        """Return whose words a phrase stands in: the speaker's country, else the article's."""
        if quote is not None and (entity := self.quotes[quote].speaker.entity) is not None:
            code = self._entity_code(entity).code
            if code is not None:
                return code
        return self.locality.country(span)

    def _opposite(self, tree: Tree, token: int) -> str | None:
        """Return the country that deals with an institution (``Chile urged the government to act``): not its own."""
        if tree.lemma[token] not in _INSTITUTIONS:
            return None
        verb, dep = tree.head[token], tree.dep[token]
        controlled = dep == "nsubj" and tree.dep[verb] in {"ccomp", "xcomp"} and tree.tag[verb] == "VB"
        if dep == "pobj" or controlled:
            verb = tree.head[verb]
        elif dep not in {"dobj", "dative"}:
            return None
        for subject in tree.kids(verb, "nsubj"):
            span = tree.noun_phrase(subject)
            if (code := code_of(self.analysis.article.text[span.start : span.end]).code) is not None:
                return code
        return None

    def _titled_place(self, entity: Entity) -> str | None:
        """Return the country of a place in someone's title (``governor of the Kherson Oblast``)."""
        for place in self.places:
            if place.country and any(place.name in title for title in entity.titles):
                return place.country
        return None

    def _placed(self, span: Span) -> str | None:
        """Return the country of a place named in the phrase (``residents of Tiraspol``)."""
        for place in self.places:
            if place.mention is not None and span.start <= place.mention.start < span.end and place.country:
                return place.country
        return None

    def _speaker(self, span: Span, quote: int, *, named: bool) -> Participant:
        """Return the speaker of the quote for ``I``, ``we`` and ``our troops``."""
        speaker = self.quotes[quote].speaker
        code = self._entity_code(speaker.entity)
        if code.code is None and speaker.role:
            code = code_of(speaker.role)
        if code.code is None and speaker.mention is not None:
            code = code_of(self.analysis.article.text[speaker.mention.start : speaker.mention.end])
        if code.code is None:
            code = ActorCode(self.locality.country(span), code.sector)
        if named:
            return Participant(span, speaker.name, speaker.entity, code.code, code.sector)
        own = code_of(self.analysis.article.text[span.start : span.end])
        return Participant(span, None, None, own.code or code.code, own.sector)

    def _entity_code(self, entity: int | None) -> ActorCode:
        if entity is None:
            return NOTHING
        if entity not in self._known:
            held = self.entities.entities[entity]
            coded = ActorCode(held.code, held.sector)
            coded = coded if held.code is not None else _entity_code(held)
            if coded.code is None and held.titles:
                coded = ActorCode(self._titled_place(held), coded.sector)
            self._known[entity] = coded
        return self._known[entity]


def _entity_code(entity: Entity) -> ActorCode:
    """Return the codes of an entity, not those of a company or town inside a double-barrelled surname."""
    code = code_of_entity(entity)
    if entity.type == "person" and "-" in entity.name:
        inner, last = entity.name.rsplit("-", 1)
        if code.code == code_of(last).code and code_of(inner).code is None:
            titled = next((c for c in map(code_of, entity.titles) if c.code is not None), NOTHING)
            return ActorCode(titled.code or entity.country, titled.sector or code.sector)
    return code
