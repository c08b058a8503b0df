"""The codes of a noun phrase: by its own words, its owner, its entity, its place, what was told before, its article."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from workers.extraction.entities.codes import ActorCode, code_of
from workers.extraction.entities.table import EntityTable
from workers.extraction.events.antecedents import Antecedents
from workers.extraction.events.dealings import (
    acting_subjects,
    has_origin,
    house_acted_on,
    is_abroad,
    is_definite,
    is_envoy,
    subject_beside,
    told_by,
    verb_above,
)
from workers.extraction.events.introduced import Introductions
from workers.extraction.events.known import KnownEntities
from workers.extraction.events.locality import Locality
from workers.extraction.events.memory import Memory, kind
from workers.extraction.events.phrases import has_a_country, is_people
from workers.extraction.events.recall import recall
from workers.extraction.events.scenes import scene
from workers.extraction.events.syntax import Tree
from workers.extraction.text import Span
from workers.extraction.types import Analysis, Entity, Place, Quote

_ENEMIES = frozenset({"enemy", "occupier", "invader", "aggressor", "adversary"})
_INSTITUTIONS = frozenset(
    {"government", "ministry", "cabinet", "president", "premier", "parliament", "army", "military", "leadership",
     "authority", "regime", "minister", "embassy"}
)  # fmt: skip
_HALF = re.compile(r"\b[Tt]he (North|South)\b(?! [A-Z])")
_OWN_AFFAIRS = frozenset({"OPP", "LEG", "PTY", "LAB", "CVL", "JUD", "EDU", "REL", "AGR"})
_ARMED = frozenset({"MIL"})
_LOCAL = frozenset({"REB", "OPP"})
_FORCES = frozenset({"MIL", "COP", "REB"})
_STATE = frozenset({"GOV", "MIL", "COP"})
_HEADS = re.compile(r"\b(?:[Cc]hief executive|[Ee]xecutive|[Cc]hair(?:man|woman)|managing director|CEO)\b")


@dataclass(frozen=True, slots=True)
class Nationality:
    """Gives the codes of the phrases of one article; phrases are to be asked for in text order."""

    analysis: Analysis
    entities: EntityTable
    quotes: Sequence[Quote]
    locality: Locality
    places: Sequence[Place]
    antecedents: Antecedents
    introductions: Introductions
    known: KnownEntities
    memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        """Take what the names of the article tell of its bodies."""
        self.memory.learn_bodies(self.entities.entities)

    def of_phrase(self, tree: Tree, token: int, span: Span, quote: int | None) -> ActorCode:
        """Return the codes of the noun phrase ``span`` with the head ``token``; ``quote`` is the one it stands in."""
        entity = self.entities.at(span, tree.start[token])
        known = self.of_entity(entity)
        own = code_of(self._own_words(tree, token, span), towns=False)
        sector = own.sector or known.sector
        person = self._person(entity)
        code = (
            self._here(tree, token, own.code) or own.code or self._half(span) or self._beside(tree, token) or known.code
        )
        if code is None and tree.pos[token] == "PROPN":
            code = self._short(tree, token)
        if code is not None and person is not None and is_people(tree, token):
            self.memory.people[person.name] = code
        if code is None:
            code = self._told(tree, token, span, quote)
        if code is None and has_a_country(tree, token, sector, named=person is not None):
            code = self._by_default(tree, token, span, sector, person)
        self._remember(tree, token, span, ActorCode(code, sector), entity)
        return ActorCode(code, sector)

    def of_antecedent(self, tree: Tree, span: Span) -> ActorCode:
        """Return the codes of a phrase that a pronoun of the same paragraph stands for."""
        head = tree.head_within(span)
        if head is not None and tree.pos[head] == "NOUN":
            own = code_of(self._text(span), towns=False)
            code = own.code or self._beside(tree, head) or self.memory.nouns.get(tree.lemma[head])
            if code is not None:
                return ActorCode(code, own.sector)
        if head is not None and tree.pos[head] == "PROPN":
            own = code_of(self._text(span))
            code = None if own.code is not None else self._short(tree, head)
            if code is not None:
                return ActorCode(code, own.sector)
        return self.of_named(span, self.entities.at(span))

    def of_named(self, span: Span, entity: int | None) -> ActorCode:
        """Return the codes of a phrase whose words alone are known."""
        own, known = code_of(self._text(span)), self.of_entity(entity)
        code, sector = own.code or self._half(span) or known.code, own.sector or known.sector
        if code is None and entity is not None:
            code = self.memory.people.get(self.entities.entities[entity].name)
        if code is None and (sector is not None or entity is not None):
            code = self.locality.country(span)
        return ActorCode(code, sector)

    def of_entity(self, entity: int | None) -> ActorCode:
        """Return the codes of an entity; those of None are empty."""
        return self.known.of(entity)

    def of_speaker(self, quote: int, span: Span) -> ActorCode:
        """Return the codes of who says a quote; the article's country as the last resort."""
        speaker = self.quotes[quote].speaker
        code = self.of_entity(speaker.entity)
        if code.code is None and speaker.role:
            code = code_of(speaker.role)
        if code.code is None and speaker.mention is not None:
            code = code_of(self._text(speaker.mention))
        if code.code is not None:
            return code
        person = self._person(speaker.entity) is not None
        return ActorCode(self.locality.home if person else self.locality.country(span), code.sector)

    def _text(self, span: Span) -> str:
        return self.analysis.article.text[span.start : span.end]

    def _own_words(self, tree: Tree, token: int, span: Span) -> str:
        """Return the words of a phrase; of an envoy's those before the country that he is sent to."""
        if not is_envoy(tree, token):
            return self._text(span)
        sent = [tree.start[c] for c in tree.kids(token, "prep") if tree.lower[c] in {"in", "at", "to", "near"}]
        return self._text(Span(span.start, min([*sent, span.end])))

    def _person(self, entity: int | None) -> Entity | None:
        held = None if entity is None else self.entities.entities[entity]
        return held if held is not None and held.type == "person" else None

    def _told(self, tree: Tree, token: int, span: Span, quote: int | None) -> str | None:
        """Return the code that the phrase's place, its other mentions or what was told before give it."""
        if is_envoy(tree, token):
            return self.memory.nouns.get(tree.lemma[token]) or self._sender(tree, token, span, quote)
        code = self._counted(tree, token) or self._placed(span) or self._in_town(span)
        code = code or self._described(span, tree.start[token]) or self._told_before(tree, token)
        if code is None and tree.lemma[token] in _ENEMIES:
            code = self.locality.opponent(self._home(span, quote))
        return code

    def _by_default(self, tree: Tree, token: int, span: Span, sector: str | None, person: Entity | None) -> str | None:
        """Return the country of who is around, of the scene, or of the article."""
        if person is not None:
            # Somebody is of one country wherever named; the nearest country would change from mention to mention.
            return self.memory.people.get(person.name) or self._of_the_firm(person) or self.locality.home
        owner = self._of_the_person(tree, token) or self._sent(tree, token)
        if owner is not None:
            return owner
        other = self._opposite(tree, token)
        if has_origin(tree, token) or (is_definite(tree, token) and tree.lemma[token] in kind("areas")):
            return self.locality.home if self.locality.home != other else self.locality.country(span, other)
        code = self._of_the_forces(tree, token, span) if sector in _FORCES else None
        if code is None and tree.lemma[token] not in kind("national"):
            code = scene(tree, token, self._placed, frozenset(self.locality.ranked[:2]))
        if code is None and sector in _LOCAL and self.locality.seat == self.locality.home:
            code = self.locality.home  # rebels are of the country that is reported from, whoever complains of them
        if code is not None and code != other:
            return code
        return self.locality.country(span, other) or self.locality.home

    def _sent(self, tree: Tree, token: int) -> str | None:
        """Return whose mission or soldiers are sent: the sender's."""
        if tree.dep[token] != "dobj" or tree.lemma[tree.head[token]] not in kind("sendings"):
            return None
        acting = self._deals_with(tree, token)
        return None if acting is None else acting[0]

    def _of_the_forces(self, tree: Tree, token: int, span: Span) -> str | None:
        """Return whose soldiers a government denies (``Mali denied that soldiers had crossed``) or complains of."""
        told = told_by(tree, token)
        if told is None:
            return None
        teller = self._country_of_subject(tree, told[1]) or self.memory.nouns.get(tree.lemma[told[1]])
        if teller is None:
            return None
        if told[0] in kind("denials"):
            return teller
        return self.locality.other(span, teller) if told[0] in kind("complaints") else None

    def _of_the_person(self, tree: Tree, token: int) -> str | None:
        """Return the country of the person whose ``family`` or ``lawyers`` these are."""
        if tree.lemma[token] not in kind("relatives") or not is_definite(tree, token):
            return None
        return self.memory.person

    def _of_the_firm(self, person: Entity) -> str | None:
        """Return the country of the company that somebody without another country is the head of."""
        if not any(_HEADS.search(title) for title in person.titles):
            return None
        return self.memory.company

    def _remember(self, tree: Tree, token: int, span: Span, coded: ActorCode, entity: int | None) -> None:
        code = coded.code
        if code is None:
            return
        if entity is not None and self._person(entity) is not None:
            self.memory.person = code
        elif tree.pos[token] == "PROPN" and not tree.text[token].islower():
            self.memory.learn_name(code, coded.sector)
        elif tree.pos[token] in {"NOUN", "PROPN"}:
            self.memory.learn_name(code, coded.sector)
            self.memory.learn(tree.lemma[token], code, span, plural=tree.tag[token] == "NNS")

    def _told_before(self, tree: Tree, token: int) -> str | None:
        """Return the code that the noun had when it last had one (``a Danish brewery``, then ``the brewery``)."""
        if tree.lemma[token] in kind("vessels") and any(tree.lower[c] == "such" for c in tree.children[token]):
            acting = self._deals_with(tree, token)
            return self.introductions.of("vessels", tree.start[token], acting[0] if acting else None)
        return recall(tree, token, self.memory, self.introductions)

    def _counted(self, tree: Tree, token: int) -> str | None:
        """Return the code of whom a number is of (``one of them``, ``two of its nurses``)."""
        for c in tree.kids(token, "prep"):
            for g in tree.kids(c, "pobj") if tree.lower[c] == "of" else ():
                if tree.lower[g] == "them":
                    if (code := self.of_the_rest(tree, token, tree.noun_phrase(token))) is not None:
                        return code
                    if (found := self.antecedents.of(tree, g)) is not None:
                        return self.of_antecedent(tree, found).code
                elif tree.pos[token] == "NUM" and tree.pos[g] == "NOUN":
                    return self.of_phrase(tree, g, tree.noun_phrase(g), None).code
        return None

    def of_the_rest(self, tree: Tree, token: int, span: Span) -> str | None:
        """Return the code of those whom a number or ``all`` is a part of (``beat two boys and arrested forty``)."""
        acting = self._deals_with(tree, token)
        return self.memory.group_before(span.start, subject_beside(tree, token), acting[0] if acting else None)

    def _here(self, tree: Tree, token: int, own: str | None) -> str | None:
        """Return the article's country for a name that means several: ``Brussels``, ``Hutu rebels``."""
        meant = (self.locality.home,) if own in self.locality.rivals else sorted(self.locality.rivals)
        names = {tree.lower[t] for t in (token, *tree.kids(token, "amod", "compound"))}
        return next((code for code in meant for name in names if f"{name}:{code}" in kind("shared")), None)

    def _half(self, span: Span) -> str | None:
        """Return the country that ``the North`` or ``the South`` means in this article."""
        found = _HALF.search(self._text(span))
        return None if found is None else self.introductions.half(found[1])

    def _sender(self, tree: Tree, token: int, span: Span, quote: int | None) -> str | None:
        """Return the country of an envoy: the speaker's own, or the other one than that which deals with him."""
        host = None if tree.dep[token] == "nsubj" else self._deals_with(tree, token, guess=True)
        if host is not None and tree.lemma[verb_above(tree, token)] in kind("sendings"):
            return host[0]
        if host is None and quote is not None:
            return self.of_speaker(quote, span).code
        return self.locality.other(span, host[0]) if host is not None else None

    def _beside(self, tree: Tree, token: int) -> str | None:
        """Return the code of an apposition or of a clause's place that tells whose the phrase is."""
        for c in sorted(tree.children[token], key=lambda c: tree.dep[c] != "appos"):
            if tree.dep[c] == "appos":
                span = tree.noun_phrase(c)
                code = code_of(self._text(span)).code
                if (code := code or self.of_entity(self.entities.at(span)).code) is not None:
                    return code
            if tree.dep[c] == "poss" and (code := self._owner(tree, c)) is not None:
                return code
            for part in (*tree.kids(c, "compound"), c) if tree.dep[c] in {"compound", "nmod"} else ():
                if (code := self._short(tree, part)) is not None:
                    return code  # "a Commission official", "mission spokesman Arne Holst"
        return self._short(tree, token) if is_definite(tree, token) else None

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
        if tree.tag[owner] == "PRP$":
            return self._owner_told(tree, owner)
        known = self.of_entity(self.entities.at(span, tree.start[owner])).code
        code = known or code_of(self._text(span), towns=False).code or self._placed(span)
        code = code or self._beside(tree, owner) or self._short(tree, owner)
        return code or self._told_before(tree, owner) or self._sent(tree, owner)

    def _owner_told(self, tree: Tree, owner: int) -> str | None:
        """Return the code of whom ``its``, ``their``, ``his`` or ``her`` stands for."""
        span, owned = Span(tree.start[owner], tree.end[owner]), tree.head[owner]
        if tree.lower[owner] in {"its", "their"} and tree.lemma[owned] in kind("crews"):
            ship = self.memory.ship or self.introductions.of("vessels", span.start)
            if ship is not None:
                return ship
        found = self.antecedents.of(tree, owner)
        code = None
        if found is not None:
            code = self.of_antecedent(tree, found).code
            if code in {"IGO", "NGO"} and code_of(tree.lemma[owned]).sector in _STATE:
                code = self._state_before(tree, owner) or code  # "Chad paid, the agency said, and its army left"
        elif tree.lower[owner] == "their":
            code = self.of_the_rest(tree, owned, span)
        return code or self.of_entity(self.entities.at(span)).code

    def _state_before(self, tree: Tree, token: int) -> str | None:
        """Return the country named last as a subject of the sentence."""
        for i in range(token - 1, -1, -1):
            if tree.sentence[i] != tree.sentence[token]:
                return None
            if tree.dep[i] == "nsubj" and tree.entity[i] == "GPE" and (code := code_of(tree.text[i]).code) is not None:
                return code
        return None

    def _short(self, tree: Tree, token: int) -> str | None:
        """Return the code of the body that a noun is short for (``the League``, ``mission officials``)."""
        if tree.pos[token] not in {"NOUN", "PROPN"}:
            return None
        noun = tree.lower[token]
        told = self.memory.nouns.get(noun)
        if told in {"IGO", "NGO"} and (noun in kind("missions") or is_definite(tree, token)):
            return told
        return self.known.of_short(tree.text[token])

    def _described(self, span: Span, head: int) -> str | None:
        """Return the code of another description of the same one (``a Belarusian man`` for ``the suspect``)."""
        for phrase in self.entities.phrases(span, head):
            if (code := code_of(self._text(phrase)).code) is not None:
                return code
        return None

    def _home(self, span: Span, quote: int | None) -> str | None:
        """Return whose words a phrase stands in: the speaker's country, else the article's."""
        if quote is not None and (entity := self.quotes[quote].speaker.entity) is not None:
            code = self.of_entity(entity).code
            if code is not None:
                return code
        return self.locality.country(span)

    def _deals_with(self, tree: Tree, token: int, *, guess: bool = False) -> tuple[str, str | None, bool] | None:
        """Return code and sector of the subject that acts on the party, and whether it is an envoy abroad.

        ``guess``: let the article tell the country of a subject that does not say.
        """
        for subject in acting_subjects(tree, token):
            span = tree.noun_phrase(subject)
            code = self._country_of_subject(tree, subject) or (self.locality.country(span) if guess else None)
            if code is not None:
                sector = "OPP" if tree.lemma[subject] in kind("local") else code_of(self._text(span)).sector
                return code, sector, is_abroad(tree, subject)
        return None

    def _country_of_subject(self, tree: Tree, subject: int) -> str | None:
        """Return the code that a subject tells by itself."""
        span = tree.noun_phrase(subject)
        code = code_of(self._text(span)).code or self._beside(tree, subject) or self._placed(span)
        if code is None and is_envoy(tree, subject):
            code = self.memory.nouns.get(tree.lemma[subject])
        return code

    def _opposite(self, tree: Tree, token: int) -> str | None:
        """Return the country that the party is not of: whose envoy asks it, whose troops attack it.

        Of two governments (``Chile urged the government to act``) it is the other's; a lawmaker talks to his own.
        """
        if (house := house_acted_on(tree, token)) is not None:
            return code_of(self._own_words(tree, house, tree.noun_phrase(house)), towns=False).code
        acting = self._deals_with(tree, token)
        if acting is None:
            return None
        code, sector, envoy = acting
        if envoy or (sector in _ARMED and len(self.locality.rivals) > 1):
            return code
        if sector in _OWN_AFFAIRS:
            return None
        if tree.lemma[token] in _INSTITUTIONS:
            return code
        return code if sector is None and tree.lemma[verb_above(tree, token)] in kind("talks") else None

    def _placed(self, span: Span) -> str | None:
        """Return the country of a place named in the phrase (``residents of Tiraspol``)."""
        for at in range(bisect_left(self.places, span.start, key=_start_of), len(self.places)):
            if _start_of(self.places[at]) >= span.end:
                break
            if self.places[at].country:
                return self.places[at].country
        return None

    def _in_town(self, span: Span) -> str | None:
        """Return the country of a town in the phrase that no place was found for, if the article is about it."""
        code = code_of(self._text(span)).code
        return code if not self.locality.ranked or code in self.locality.ranked else None


def _start_of(place: Place) -> int:
    return -1 if place.mention is None else place.mention.start
