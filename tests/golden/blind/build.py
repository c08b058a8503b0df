"""Write the blind gold JSON lines from the annotated sources: ``python -m tests.golden.blind.build [NAME...]``."""

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.golden.blind.notes import Article, Finder, NoteError, Sentence, Span, read, read_sentences, unmark

HERE = Path(__file__).parent
SOURCES = HERE / "source"
LICENCE = "written for this project"
ROOTS = frozenset(
    [
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "COOPERATE",
        "AID",
        "YIELD",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "PROTEST",
        "SANCTION",
        "MOBILIZE",
        "COERCE",
        "ASSAULT",
    ]
)
MODALITIES = frozenset({"asserted", "planned", "possible", "negated"})
KINDS = frozenset({"speech", "performative", "thought", "evidence", "relay", "nested"})
DIRECT, INDIRECT = 0.95, 0.02
SIGNS = {"": "asserted", ">": "planned", "?": "possible", "-": "negated"}
QUESTIONS = ("who", "what", "when", "where", "why", "how")
Record = dict[str, Any]


def quoted(text: str) -> list[bool]:
    """Mark the characters inside double quotation marks; an open mark ends with its line."""
    inside, mask = False, []
    for character in text:
        if character in "\n”":
            inside = False
        elif character == "“":
            inside = True
        elif character == '"':
            inside = not inside
        mask.append(inside and character not in '"“”')
    return mask


def quote_type(text: str, pieces: Sequence[Span]) -> str:
    """Return direct, indirect or mixed by the share of the letters that stand in quotation marks."""
    mask = quoted(text)
    letters = [mask[i] for a, b in pieces for i in range(a, b) if text[i].isalnum()]
    share = sum(letters) / len(letters)
    return "direct" if share >= DIRECT else "indirect" if share <= INDIRECT else "mixed"


def optional(note: str) -> str | None:
    """Return the words of a note, or None for a dash."""
    return None if note in {"-", ""} else note


def quotes(article: Article, *, wire: bool) -> list[Record]:
    """Return the quotes of the Q notes in the order of the text."""
    find = Finder(article)
    found: list[Record] = []
    for letter, parts in article.notes:
        if letter != "Q":
            continue
        speaker_note, name, cue_note, flags, content = parts
        pieces = [find.only(piece.strip()) for piece in content.split(" // ")]
        speaker = find.near(speaker_note, pieces) if optional(speaker_note) else None
        cue = find.near(cue_note, pieces) if optional(cue_note) else None
        words = {f for f in flags.split(";") if f and "=" not in f}
        values = dict(f.split("=", 1) for f in flags.split(";") if "=" in f)
        kind = next(iter(words & KINDS), "speech")
        if words - KINDS - {"optional"}:
            raise NoteError(f"{article.id}: flags {flags!r}")
        text = article.text
        record: Record = {
            "content": [list(p) for p in pieces],
            "speaker": list(speaker) if speaker else None,
            "speaker_text": text[slice(*speaker)] if speaker else None,
            "speaker_name": text[slice(*speaker)] if name == "=" and speaker else optional(name),
            "cue": list(cue) if cue else None,
            "cue_text": text[slice(*cue)] if cue else None,
            "type": quote_type(text, pieces),
            "speech": kind == "speech" and "optional" not in words,
        }
        if wire:
            record |= {"kind": kind, "chain": values.get("chain", "").split(">") if values.get("chain") else []}
        found.append(record)
    return sorted(found, key=lambda q: (q["content"][0][0], -q["content"][-1][1]))


def fillers(find: Finder, note: str, trigger: Span, *, coded: bool = True) -> list[Record]:
    """Return the role fillers of a note such as ``both sides/KEN&TZA + it/KEN``."""
    items: list[Record] = []
    for part in filter(None, (p.strip() for p in note.split(" + "))):
        match = re.fullmatch(r"(.+?)/([A-Z&]*)", part, flags=re.DOTALL)
        passage, codes = match.groups() if match else (part, None)
        start, end = find.role(passage, trigger)
        span = {"text": find.article.text[start:end], "start": start, "end": end}
        items += [{**span, "code": c} for c in (codes or "").split("&")] if coded else [span]
    return items


def asserter(found: Sequence[Record], trigger: Span) -> str | None:
    """Return who asserts an event: the speaker of the smallest quote around its trigger."""
    around = [q for q in found if any(a <= trigger[0] and trigger[1] <= b for a, b in q["content"])]
    if not around:
        return None
    smallest = min(around, key=lambda q: sum(b - a for a, b in q["content"]))
    name: str | None = smallest["speaker_name"] or smallest["speaker_text"]
    return name


def section(article: Article, trigger: Span) -> str:
    """Return the part of the article in which the trigger stands."""
    starts = [0, *(m.end() for m in re.finditer(r"\n\n", article.text))]
    order = max(i for i, s in enumerate(starts) if s <= trigger[0])
    titled = article.fields.get("titled") == "yes"
    if titled and order == 0:
        return "headline"
    if order == int(titled):
        return "lead"
    current = "body"
    for start in starts[: order + 1]:
        label = re.match(r"(Details|Background|Source|Quote)\b[^\n]*?:", article.text[start:])
        if label:
            current = label[1].lower()
    return current if current in {"details", "background"} else "body"


def events(article: Article, found: Sequence[Record]) -> list[Record]:
    """Return the events of the E notes in the order of the text."""
    find = Finder(article)
    items: list[Record] = []
    for letter, parts in article.notes:
        if letter != "E":
            continue
        root, triggers_note, actor, target, place, options = (*parts, *[""] * (6 - len(parts)))
        if root not in ROOTS:
            raise NoteError(f"{article.id}: root {root!r}")
        triggers = [find.only(t.strip()) for t in triggers_note.split(" ; ")]
        anchor = triggers[0]
        words = options.split()
        modality = next((w for w in words if w in MODALITIES), "asserted")
        values = dict(w.split("=", 1) for w in words if "=" in w)
        unknown = {w for w in words if "=" not in w} - MODALITIES - {"reciprocal"}
        if unknown or set(values) - {"date"}:
            raise NoteError(f"{article.id}: options {options!r}")
        items.append(
            {
                "root": root,
                "triggers": [{"start": a, "end": b, "text": article.text[a:b]} for a, b in triggers],
                "actor": fillers(find, actor, anchor),
                "target": fillers(find, target, anchor),
                "location": fillers(find, place, anchor, coded=False),
                "date": values.get("date"),
                "modality": modality,
                "asserted_by": asserter(found, anchor),
                "section": section(article, anchor),
                "reciprocal": "reciprocal" in words,
            }
        )
    items.sort(key=lambda e: e["triggers"][0]["start"])
    return [{"id": f"e{i}", **e} for i, e in enumerate(items)]


def head(article: Article, corpus: str, unit: str) -> Record:
    """Return the fields that every record has."""
    record: Record = {"id": article.id, "doc_id": article.id, "corpus": corpus, "licence": LICENCE}
    record |= {k: v for k, v in article.fields.items() if k in {"date", "format", "title", "lead", "url"}}
    return record | {"unit": unit, "text": article.text}


def wire(article: Article) -> Record:
    """Return an article with quotes and events."""
    found = quotes(article, wire=True)
    return head(article, "blind-wire", "document") | {"quotes": found, "events": events(article, found)}


def quotes_only(article: Article) -> Record:
    """Return an article with quotes alone."""
    return {"id": article.id, "text": article.text, "quotes": quotes(article, wire=False)}


def sentence(line: Sentence, corpus: str) -> Record:
    """Return a sentence with its one event."""
    roles: dict[str, list[Record]] = {"actor": [], "target": []}
    for role, codes, (start, end) in line.fillers:
        span = {"text": line.text[start:end], "start": start, "end": end}
        roles[role] += [{**span, "code": c} for c in codes.split("&")] if codes else [span]
    if line.root not in ROOTS or not roles["actor"]:
        raise NoteError(f"{line.id}: {line.root}")
    event = {"id": "e0", "root": line.root, "triggers": [], **roles}
    common = {"id": line.id, "doc_id": line.id, "corpus": corpus, "licence": LICENCE, "unit": "sentence"}
    return {**common, "text": line.text, "events": [event]}


def business(article: Article) -> Record:
    """Return an article whose every event mention, marked in its text, has a trigger and a modality, and no root."""
    plain, marks = unmark(article.text)
    events_found = [
        {"id": f"e{i}", "triggers": [{"start": a, "end": b, "text": plain[a:b]}], "modality": SIGNS[sign]}
        for i, (sign, (a, b)) in enumerate(marks)
    ]
    article.text = plain
    return {**head(article, "blind-business", "document"), "events": events_found}


def four_w(article: Article) -> Record:
    """Return an article with answers to who, what, when, where (and why and how where it says)."""
    answers: dict[str, list[Record]] = {q: [] for q in QUESTIONS}
    for letter, parts in article.notes:
        if letter == "W":
            question, phrases, *parsed = parts
            for phrase in phrases.split(" ; "):
                if phrase not in f"{article.fields['title']}\n{article.fields['lead']}\n{article.text}":
                    raise NoteError(f"{article.id}: {phrase!r} is not in the text")
                answer: Record = {"text": phrase, "votes": 1}
                if parsed:
                    answer["parsed"] = parsed[0]
                answers[question].append(answer)
    return head(article, "blind-four-w", "document") | {"w5": answers}


SENTENCES = ("sentences_roots", "sentences_roots_b", "sentences_codes", "sentences_codes_b")
BUILDERS: dict[str, Callable[[Article], Record]] = {
    "wire_a": wire,
    "wire_b": wire,
    "wire_c": wire,
    "wire_d": wire,
    "wire_e": wire,
    "wire_f": wire,
    "articles_business": business,
    "articles_business_b": business,
    "articles_four_w": four_w,
    "articles_four_w_b": four_w,
    "articles_political": quotes_only,
    "articles_political_b": quotes_only,
    "articles_community": quotes_only,
    "articles_community_b": quotes_only,
}


def render(name: str) -> str:
    """Return the JSON lines of one set.

    Raises:
        NoteError: A note does not fit its text.
    """
    path = SOURCES / f"{name}.txt"
    if name.startswith("sentences"):
        records = [sentence(line, name) for line in read_sentences(path)]
    else:
        records = [BUILDERS[name](article) for article in read(path)]
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


def names() -> list[str]:
    """Return the sets whose source is there."""
    return [name for name in (*BUILDERS, *SENTENCES) if (SOURCES / f"{name}.txt").exists()]


def main() -> None:
    """Write the sets named on the command line, or all whose source is there."""
    for name in sys.argv[1:] or names():
        content = render(name)
        (HERE / f"{name}.jsonl").write_text(content, encoding="utf-8")
        sys.stdout.write(f"{name}: {content.count(chr(10))} records\n")


if __name__ == "__main__":
    main()
