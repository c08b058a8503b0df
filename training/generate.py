"""Turn frames into annotated sentences: tense, voice, embedding, order, date, register and subordinate clauses.

A sentence carries its triggers (character spans with their own root) and ``root``, what its main clause tells. Whether
that is said to have happened, or announced, refused or demanded, is no part of the root: ``main_predicate`` of
``workers/extraction/events/classifier.py`` reads it off the parse.
"""

import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from training.grammar import MARK, Frame, Grammar, VerbPhrase, is_plural

# Syntactic shapes of a verb frame and their shares, in percent.
_SHAPES: Final = {
    "passive": 20,
    "past": 28,
    "fronted": 4,
    "perfect": 16,
    "progressive": 6,
    "phase": 4,
    "present": 5,
    "reported": 6,
    "parenthesis": 3,
    "planned": 6,
    "negated": 4,
}
# What follows the clause, in percent; the events in it are others than the sentence's.
_TAILS: Final = {
    "": 30,
    ", {source} (said|reported|said|announced|charged|claimed|complained|alleged) (|{day})": 20,
    ", according to {source}": 4,
    "{CL}": 28,
    "(after|while|before|without|by) {VPG}": 5,
    ", {VPG}": 5,
    "to {VP}": 4,
    "in a dispute with {gov} , which {VPD}": 4,
}
_PLANS: Final = (
    "will", "will", "would", "plans to", "intends to", "is to", "is expected to", "is set to", "is due to", "wants to",
)  # fmt: skip
_LINKS: Final = (
    "after", "after", "as", "before", "while", "because", "days after", "hours after", "a day after", ", a week after",
    "following news that", ", saying", "despite reports that",
)  # fmt: skip
_ASIDES: Final = (
    "which (borders|lies near|has long had ties with) {country}",
    "acting on (a tip|orders from above|the advice of lawyers)",
    "(citing|quoting) (security concerns|unnamed officials|a lack of progress)",
    "according to {source}",
    "in (a statement|a surprise move|a sign of growing tension|a televised speech)",
    "meanwhile",
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """``text[start:end]`` names an event of ``root``."""

    start: int
    end: int
    root: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """An annotated training sentence.

    ``root`` is that of its main clause; ``frame`` is a number that all sentences of one frame share.
    """

    text: str
    triggers: tuple[Trigger, ...]
    root: str
    frame: int


class Generator:
    """Makes sentences from the frames; the same frames give the same sentences in the same order."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar

    @property
    def _random(self) -> random.Random:
        return self.grammar.random

    def sentences(self, per_frame: int, per_clause: int) -> Iterator[Sentence]:
        """Yield up to ``per_frame`` sentences of each verb frame and ``per_clause`` of each whole clause."""
        for root in sorted(self.grammar.frames):
            for frame in self.grammar.frames[root]:
                # Each frame draws from its own seed, so that adding a line hardly changes other lines' sentences.
                self._random.seed(_number(frame))
                seen: set[str] = set()
                for _ in range(per_frame if frame.subjects else per_clause):
                    sentence = self.sentence(frame)
                    if sentence.text not in seen:
                        seen.add(sentence.text)
                        yield sentence

    def sentence(self, frame: Frame) -> Sentence:
        """Draw one sentence from ``frame``."""
        if not frame.subjects:
            return _annotated(self._finish(self.grammar.clause(frame)), frame)
        shape = self._pick(_SHAPES)
        phrase, subject = self.grammar.verb_phrase(frame), self.grammar.subject(frame)
        if shape == "planned":
            text = self._planned(phrase, subject)
        elif shape == "negated":
            text = self._negated(phrase, subject)
        elif shape == "reported":
            verb = self._draw("(said|announced|confirmed|reported|said|said)")
            that = self._draw("(|that)")
            text = f"{self._draw('{source}')} {verb} {self._day()} {that} {subject} had {phrase.active('participle')}"
        else:
            text = self._asserted(shape, phrase, subject)
        return _annotated(self._finish(text), frame)

    def _pick(self, shares: dict[str, int]) -> str:
        return self._random.choices(list(shares), list(shares.values()))[0]

    def _draw(self, pattern: str) -> str:
        return self.grammar.expand(pattern)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _day(self) -> str:
        return self._draw("{day}")

    def _asserted(self, shape: str, phrase: VerbPhrase, subject: str) -> str:
        """Say that the event happened, in one of the shapes."""
        plural = is_plural(subject)
        day = self._draw("(|{day})")
        if shape == "passive" and phrase.obj:
            agent = self._random.choice((subject, None))
            auxiliary = "(were|were|have been|are being)" if is_plural(phrase.obj) else "(was|was|has been|is being)"
            return f"{phrase.obj} {self._draw(auxiliary)} {phrase.passive(agent)} {day} {self._tail()}"
        shapes = {
            "fronted": f"{self._day()} , {subject} {phrase.active('past')}",
            "perfect": f"{subject} {'have' if plural else 'has'} {phrase.active('participle')} {day}",
            "progressive": f"{subject} {'are' if plural else 'is'} {phrase.active('ing')}",
            "phase": f"{subject} {self._draw('(began|started|continued|resumed)')} {phrase.active('ing')} {day}",
            "present": f"{subject} {phrase.active('base' if plural else 's')}",
            "parenthesis": f"{subject} , {self._draw(self._random.choice(_ASIDES))} , {phrase.active('past')} {day}",
        }
        past = f"{subject} {phrase.active('past')} {day}"
        tail = "" if shape in {"phase", "present", "parenthesis"} else self._tail()
        return f"{shapes.get(shape, past)} {tail}"

    def _planned(self, phrase: VerbPhrase, subject: str) -> str:
        plan = self._random.choice(_PLANS)
        if is_plural(subject):
            plan = re.sub(r"\b(plan|intend|want)s\b", r"\1", plan).replace("is ", "are ")
        day = self._draw("(|{day})")
        if self._chance(0.4):
            return f"{self._draw('{source}')} said {day} (that) {subject} {plan} {phrase.active('base')}".replace(
                "(that)", self._draw("(|that)")
            )
        return f"{subject} {plan} {phrase.active('base')} {day} {self._draw('(|, {source} said)')}"

    def _negated(self, phrase: VerbPhrase, subject: str) -> str:
        have = "have" if is_plural(subject) else "has"
        negation = self._random.choice(("will not", "will not", "would not", "did not", f"{have} not"))
        verb = phrase.active("participle" if negation.startswith(have) else "base")
        said = self._draw("(|{source} said)") if negation in {"will not", "would not"} else ""
        return f"{said} {subject} {negation} {verb} {self._draw('(|{day})')}"

    def _tail(self) -> str:
        """Append nothing, a source, or a subordinate clause."""
        tail = self._pick(_TAILS)
        return f"{self._random.choice(_LINKS)} {self._draw('{CL}')}" if tail == "{CL}" else self._draw(tail)

    def _finish(self, text: str) -> str:
        """Tidy spaces, capitalise, choose articles, add a dateline and a full stop in their usual shares."""
        text = re.sub(r"\s+", " ", text).strip()
        text = re.sub(r"\s+,", ",", text).replace(",,", ",")
        text = re.sub(r"\b([Aa])n? (?=⟦?(?:[A-Z]+\|)?([A-Za-z]))", _article, text)
        if text.startswith("⟦"):
            text = re.sub(r"(\|)(\w)", lambda m: m.group(1) + m.group(2).upper(), text, count=1)
        else:
            text = text[:1].upper() + text[1:]
        if self._chance(0.12):
            place, date = self._draw("{capital}").upper(), self._draw("(|, March 3|, June 14|, Oct. 27)")
            text = f"{place}{date}{self._random.choice((' (Agency)', ''))} - {text}"
        return text if self._chance(0.06) else text + "."


def _article(m: re.Match[str]) -> str:
    """Choose ``a`` or ``an`` by the next letter, so that slots need not agree."""
    sounds_like_consonant = m.string[m.end() :].lstrip("⟦").startswith(("uni", "Euro", "one", "eu"))
    return f"{m.group(1)}{'n' if m.group(2) in 'aeiouAEIO' and not sounds_like_consonant else ''} "


def _number(frame: Frame) -> int:
    return zlib.crc32(f"{frame.root}:{frame.pattern}".encode())


def _annotated(marked: str, frame: Frame) -> Sentence:
    text, triggers, at = "", [], 0
    for m in MARK.finditer(marked):
        text += marked[at : m.start()]
        triggers.append(Trigger(len(text), len(text) + len(m.group(2)), m.group(1)))
        text += m.group(2)
        at = m.end()
    text += marked[at:]
    if "⟦" in text or "⟧" in text:
        raise ValueError(f"broken mark in {marked!r}")
    return Sentence(text, tuple(triggers), frame.sentence_root, _number(frame))
