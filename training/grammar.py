"""The little grammar that the sentence files are written in, and its random expansion.

``(a|b)`` is a choice, ``{slot}`` a section of ``actors.txt`` (``{country}``, ``{adj}`` and ``{capital}`` are drawn anew
each time), ``{VP:AID,YIELD}`` a verb phrase of one of these roots (``VPG`` as a gerund, ``VPD`` in the past tense,
``CL`` with its subject). A frame line of ``sentences/ROOT.txt`` is ``subjects: [verb] particle <object> rest``; a line
that starts with ``=`` is a whole clause with ``[triggers]`` as they stand. ``*word*`` marks a further trigger of the
same event.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from training.inflection import Form, inflect

HERE = Path(__file__).parent
MARK = re.compile(r"⟦([A-Z]+)\|([^⟧]*)⟧")
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{([^{}]+)\}")
_VERB = re.compile(r"\[([^\]]+)\]")
_OBJECT = re.compile(r"<([^<>]*)>")
_EMBEDDED: dict[str, Form] = {"VP": "base", "VPG": "ing", "VPD": "past", "CL": "past"}
_PLURAL = re.compile(
    r"^(?:hundreds|thousands|tens|dozens|scores|two|three|four|five|six|seven|a dozen|at least|more than|police)\b"
    r"|\b(?:people|police|troops|forces|women|men|children|Taliban|personnel)$"
)
# Ends in -s and takes a singular verb.
_SINGULAR = re.compile(
    r"(?:ss|us|is|the United States|the United Nations|U\.S\.|headquarters|Honduras|the Philippines|the Netherlands|"
    r"Doctors Without Borders|Siemens|Hamas|Athens|Brussels|Algiers|Laos|Buenos Aires|news)$"
)


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of a data file without comments and blank lines."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


@dataclass(frozen=True, slots=True)
class Frame:
    """One written line: a verb frame with its subjects, or a whole clause when ``subjects`` is empty.

    ``sentence_root`` is the root of the whole sentence where it is not the trigger's own.
    """

    root: str
    subjects: tuple[str, ...]
    pattern: str
    sentence_root: str = ""


@dataclass(frozen=True, slots=True)
class VerbPhrase:
    """An expanded verb frame; ``obj`` is None when there is no direct object that a passive could promote."""

    root: str
    verb: str
    particle: str
    obj: str | None
    rest: str

    def active(self, form: Form) -> str:
        """Give the phrase with its verb in ``form``, trigger marked."""
        return _join(self._verb(form), self.particle, self.obj or "", self.rest)

    def passive(self, agent: str | None) -> str:
        """Give participle, rest and agent of the passive (without object and auxiliary)."""
        by = f"by {agent}" if agent else ""
        return _join(self._verb("participle"), self.particle, self.rest, by)

    def _verb(self, form: Form) -> str:
        verb, _, particle = self.verb.partition(" ")
        return f"⟦{self.root}|{inflect(verb, form)}⟧ {particle}".strip()


def _join(*parts: str) -> str:
    return " ".join(p.strip() for p in parts if p.strip())


def plain(text: str) -> str:
    """Take the trigger marks off."""
    return MARK.sub(r"\2", text)


def is_plural(phrase: str) -> bool:
    """Guess a noun phrase's number from its head: the word before the first preposition or relative."""
    text = plain(phrase)
    head = re.split(
        r"\s(?:in|of|from|at|on|with|for|near|to|who|that|over|against|accused|outside|across|,)\b|,", text
    )[0]
    if " and " in head and not head.startswith("a "):
        return True
    if _PLURAL.search(text) or _PLURAL.search(head):
        return True
    if re.match(r"(?:a|an|one) ", head):
        return False
    return head.endswith("s") and not _SINGULAR.search(head)


class Grammar:
    """All frames and slots, expanded with one random source so that a seed fixes every sentence."""

    def __init__(self, folder: Path = HERE, seed: int = 0) -> None:
        self.random = random.Random(seed)  # noqa: S311 - draws sentences, hides nothing
        self.slots: dict[str, list[str]] = {}
        self.countries: list[tuple[str, str, str]] = []
        section = ""
        for line in lines(folder / "actors.txt"):
            if line.startswith("["):
                section = line.strip("[]")
                continue
            if section == "country":
                name, adjective, capital = line.split("|")
                self.countries.append((name, adjective, capital))
            else:
                self.slots.setdefault(section, []).append(line)
        self.frames: dict[str, list[Frame]] = {}
        for path in sorted((folder / "sentences").glob("*.txt")):
            self.frames[path.stem] = list(_read_frames(path))

    @cached_property
    def _verbal(self) -> dict[str, list[Frame]]:
        return {root: [f for f in frames if f.subjects] for root, frames in self.frames.items()}

    def expand(self, pattern: str, root: str = "", depth: int = 0) -> str:
        """Expand choices and slots of ``pattern``; ``*word*`` becomes a marked trigger of ``root``."""
        text = pattern
        while m := _CHOICE.search(text):
            text = text[: m.start()] + self.random.choice(m.group(1).split("|")) + text[m.end() :]
        text = re.sub(r"\*([^*]+)\*", lambda m: f"⟦{root}|{m.group(1)}⟧", text)
        text = _SLOT.sub(lambda m: self._slot(m.group(1), depth), text)
        return re.sub(r"\s+", " ", text).strip()

    def _slot(self, name: str, depth: int) -> str:
        kind, _, roots = name.partition(":")
        if kind in _EMBEDDED:
            choices = [f for r in (roots.split(",") if roots else sorted(self._verbal)) for f in self._verbal[r]]
            if depth:  # one level of embedding; frames that embed again are passed over
                choices = [f for f in choices if ":" not in f.pattern]
            plainer = [f for f in choices if "{VP" not in f.pattern and "{CL" not in f.pattern]
            frame = self.random.choice(plainer or choices)
            phrase = self.verb_phrase(frame, depth + 1)
            if kind == "CL":
                return f"{self.subject(frame)} {phrase.active('past')}"
            return phrase.active(_EMBEDDED[kind])
        if "," in name:
            name = self.random.choice([n.strip() for n in name.split(",")])
        if name in {"country", "adj", "capital"}:
            return self.random.choice(self.countries)[("country", "adj", "capital").index(name)]
        if name not in self.slots:
            raise KeyError(f"no section [{name}] in actors.txt")
        return self.expand(self.random.choice(self.slots[name]), depth=depth)

    def subject(self, frame: Frame) -> str:
        """Draw a subject for ``frame``."""
        return self.expand(self.random.choice(frame.subjects), frame.root)

    def verb_phrase(self, frame: Frame, depth: int = 0) -> VerbPhrase:
        """Expand a verb frame."""
        text = self.expand(frame.pattern, frame.root, depth)
        verb = _VERB.search(text)
        if verb is None:
            raise ValueError(f"{frame.root}: no [verb] in {frame.pattern!r}")
        after = text[verb.end() :]
        obj = _OBJECT.search(after)
        if obj is None:
            return VerbPhrase(frame.root, verb.group(1), "", None, after)
        return VerbPhrase(frame.root, verb.group(1), after[: obj.start()], obj.group(1), after[obj.end() :])

    def clause(self, frame: Frame) -> str:
        """Expand a whole-clause line."""
        day = self.random.choice(("{day}", "{day}", "{day}", "{day}", ""))
        text = self.expand(frame.pattern.replace("{day}", day), frame.root)
        return _VERB.sub(lambda m: f"⟦{frame.root}|{m.group(1)}⟧", text)


def _read_frames(path: Path) -> Iterator[Frame]:
    default: tuple[str, ...] = ()
    for raw in lines(path):
        line, _, sentence_root = raw.partition(" ~")
        line, sentence_root = line.strip(), sentence_root.strip() or path.stem
        if line.startswith("@"):
            default = tuple("{" + s.strip() + "}" for s in line[1:].split(","))
        elif line.startswith("="):
            yield Frame(path.stem, (), line[1:].strip(), sentence_root)
        else:
            subjects, colon, pattern = line.partition(": ")
            if colon and "[" not in subjects:
                named = tuple(
                    s.strip('"') if s.startswith('"') else "{" + s + "}" for s in re.split(r"\s*,\s*", subjects)
                )
                yield Frame(path.stem, named, pattern, sentence_root)
            else:
                yield Frame(path.stem, default, line, sentence_root)
