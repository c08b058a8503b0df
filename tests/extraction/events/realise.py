"""Makes sentences of a lexicon entry, in the active, the passive and around its noun, with known parties.

What no rule can tell of a verb or a noun (that *fire* is opened, that one gives in *to* somebody) is in
``made_frames.tsv``.
"""

from dataclasses import dataclass, replace

from made_words import BARE, OF_NOUN, PLAIN, PLURAL, form_of, frames

from training.inflection import inflect
from workers.extraction.events.frame import FOLDED
from workers.extraction.events.lexicon import Condition, Entry, entries, word_classes
from workers.extraction.events.nouns import is_event_noun
from workers.extraction.events.words import words

ACTOR, TARGET = "Chile", "Peru"
_ORDER = ("with", "against", "to", "on", "for", "from", "of", "over", "in", "at", "into", "about")
_INSTRUMENTS = ("measure", "right", "restrict", "punish")


@dataclass(frozen=True)
class Made:
    """A sentence made of an entry: the head words of who must be its actor and of who may be its target.

    ``actor`` is None and ``targets`` empty where the sentence names none.
    """

    text: str
    actor: str | None
    targets: frozenset[str]


@dataclass(frozen=True)
class _Clause:
    """The pieces of a sentence; ``obj`` is empty without a direct object, ``head`` is the object's head word."""

    subject: str
    particle: str
    obj: str
    head: str
    tail: tuple[str, ...]


def _phrase(condition: Condition, pattern: str) -> str:
    """Give a noun phrase for the words a condition asks for: the one of its class, else its first word as written."""
    for part in pattern.split():
        text = part.lstrip("+~>^=&*").partition(":")[2] if part[0] == "~" else part.lstrip("+~>^=&*")
        for word in text.split("|"):
            if word.startswith("@") and word_classes()[word[1:]] & condition.words:
                return _of_class(word[1:], condition.words)
            if word and not word.startswith("%") and word.lower() in condition.words:
                return PLURAL.get(word, word)
    return min(condition.words)


def _of_class(name: str, words: frozenset[str]) -> str:
    """Give the usual phrase of a word class, or another member where a narrower pattern reads the usual one."""
    members = word_classes()[name]
    if members <= words:
        return PLAIN[name]
    head = PLAIN[name].split()[-1]
    usual = {head, head.removesuffix("s"), head.removesuffix("ies") + "y"} & words
    return PLAIN[name] if usual else min(w for w in words & members if w[0] != "%")


def _asked(entry: Entry) -> tuple[Condition, ...]:
    """Return the conditions without the words that narrower patterns of the lemma read (*declare emergency*)."""
    size = _size(entry)
    narrower = [
        other
        for other in entries().get((entry.part, entry.lemma), ())
        if other.specificity == entry.specificity
        and _size(other) < size
        and [c.slot for c in other.conditions] == [c.slot for c in entry.conditions]
        and all(not c.words or c.words & d.words for c, d in zip(entry.conditions, other.conditions, strict=True))
    ]
    asked = []
    for i, condition in enumerate(entry.conditions):
        taken = frozenset[str]().union(*(other.conditions[i].words for other in narrower))
        asked.append(replace(condition, words=condition.words - taken or condition.words))
    return tuple(asked)


def _size(entry: Entry) -> int:
    return len(frozenset[str]().union(*(c.words for c in entry.conditions)))


def _noun(text: str) -> str:
    if " " in text or text in BARE or text in PLAIN.values() or text.endswith("s"):
        return text
    if text in {"himself", "itself", "themselves", "he", "him", "she", "her", "they"}:
        return text
    return f"the {text}"


def _spent(head: str) -> bool:
    """Tell whether a verb's object is part of the event (``imposed sanctions``), not what it is done to."""
    lemma = head.removesuffix("s")
    return any(is_event_noun(w) or any(w in word_classes()[c] for c in _INSTRUMENTS) for w in (head, lemma))


def _complement(entry: Entry, condition: Condition, text: str) -> str:
    verb = _phrase(condition, text) if condition.words else "leave" if _controls(entry) else "help"
    if entry.lemma in {"stop", "cease", "halt", "quit"}:
        return f"{inflect(verb, 'ing')} {TARGET}"
    if entry.lemma == "let":
        return verb
    return f"to {verb}" if _controls(entry) else f"to {verb} {TARGET}"


def _controls(entry: Entry) -> bool:
    """Tell whether the party concerned is the verb's object and does what its complement says (``urged Peru to``)."""
    slots = {c.slot for c in entry.conditions}
    return "obj" not in slots and (entry.root == "REQUEST" or entry.lemma in {"let", "allow"}) and "obj" in entry.target


def _clause(entry: Entry) -> _Clause:  # noqa: C901, PLR0912 - one branch a slot
    asked = entry.pattern.split()[1:]
    subject = particle = obj = modifier = ""
    tail: list[str] = []
    for condition, text in zip(_asked(entry), asked, strict=True):
        slot = condition.slot
        if slot == "subj":
            subject = _noun(_phrase(condition, text))
        elif slot == "particle":
            particle = f" {text[1:].split('|')[0]}"
        elif slot == "modifier":
            modifier = _phrase(condition, text) + " "
        elif slot == "xcomp":
            tail.append(_complement(entry, condition, text))
        elif slot == "ccomp":
            tail.append(f"that {TARGET} had broken the law")
        elif slot == "subjunctive":
            tail.append(f"that {TARGET} must leave")
        elif slot == "attr":
            tail.append(_phrase(condition, text))
        elif slot == "scope":
            tail.append(f"for {_noun(_phrase(condition, text))}")
        elif slot.startswith("prep:"):
            written = text[1:].partition(":")[0].split("|")[0]
            tail.append(f"{written} {_noun(_phrase(condition, text)) if condition.words else TARGET}")
        elif slot == "obj":
            obj = _noun(_phrase(condition, text)) if condition.words else TARGET
    if modifier:
        obj = f"the {modifier}{obj.removeprefix('the ')}" if obj else f"{modifier}operations"
    chosen = frames().get(("v", entry.pattern), ("-", "-", "-"))
    subject = chosen[0] if chosen[0] != "-" else subject
    if chosen[1] != "-":
        obj = "" if chosen[1] == "0" else chosen[1]
    elif not obj and _direct(entry, tail):
        obj = TARGET
    if chosen[2] != "-":
        tail = [chosen[2]] if chosen[2] != "0" else []
    elif not any(TARGET in t for t in (*tail, obj, subject)):
        tail += _party(entry, obj)
    if tail and tail[0].split()[0] == particle.strip():
        particle = ""  # a frame says where it stands ("let the lorries through")
    return _Clause(subject, particle, obj, obj.rsplit(maxsplit=1)[-1] if obj else "", tuple(tail))


def _direct(entry: Entry, tail: list[str]) -> bool:
    """Tell whether the party concerned stands as the direct object, which no condition asks for."""
    slots = {c.slot for c in entry.conditions}
    if slots & {"no obj", "ccomp", "subjunctive"} or not {"obj", "iobj"} & set(entry.target):
        return False
    if _controls(entry):
        return True
    if any(TARGET in t for t in tail):
        return False
    return entry.target[0] in {"obj", "iobj"} or not any(f in _ORDER for f in entry.target)


def _party(entry: Entry, obj: str) -> list[str]:
    """Give the phrase that names the party concerned, if the entry reads one after a preposition."""
    head = obj.rsplit(maxsplit=1)[-1] if obj else ""
    if any(c.slot.removeprefix("prep:") in entry.target for c in entry.conditions if c.slot.startswith("prep:")):
        return []
    if head and "obj" in entry.target[:1] and not _spent(head):
        return []
    usual = OF_NOUN.get(head)
    if usual in entry.target:
        return [f"{usual} {TARGET}"]
    preposition = next((f for f in entry.target if f in _ORDER), None)
    return [f"{preposition} {TARGET}"] if preposition else []


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _plural(phrase: str) -> bool:
    head = phrase.rsplit(maxsplit=1)[-1]
    return head in {"police", "people", "women"} or (head.endswith("s") and not head.endswith("ss"))


def _targets(entry: Entry, clause: _Clause) -> frozenset[str]:
    """Return the head words that stand where the entry looks for its target."""
    found = {clause.head} if clause.head and "obj" in entry.target else set[str]()
    own: set[str] = set()
    for piece in clause.tail:
        first = piece.split()[0]
        function = "that" if first == "that" else FOLDED.get(first, first)
        infinitive = first == "to" and any(c.slot == "xcomp" for c in entry.conditions)
        if ("xcomp" if infinitive or first.endswith("ing") else function) in entry.target:
            (found if TARGET in piece else own).add(TARGET if TARGET in piece else piece.split()[-1])
    if clause.obj == TARGET and "iobj" in entry.target:
        found.add(TARGET)
    if not found:
        return frozenset()  # the words that a pattern asks for need not be a party: "stood in silence"
    if any(TARGET in piece for piece in clause.tail):
        own.add(TARGET)  # the party of the noun that the pattern uses up: "the sale of fruit to Peru"
    return frozenset(found | own)


def active(entry: Entry) -> Made:
    """Write an active sentence in the past tense that meets the conditions of a verb entry."""
    clause = _clause(entry)
    slots = {c.slot for c in entry.conditions}
    lemma = entry.pattern.split()[0]
    if "no subj" in slots:
        return _agentless(entry, clause)
    verb = f"did not {lemma}" if "negated" in slots else form_of(lemma, "past")
    subject = clause.subject or ("Chilean soldiers" if entry.root == "ASSAULT" else ACTOR)
    if verb == "was" and _plural(subject):
        verb = "were"
    rest = " ".join(p for p in (clause.obj, *clause.tail) if p)
    text = f"{_capital(subject)} {verb}{clause.particle} {rest}".rstrip() + " on Monday."
    if entry.actor == ("speaker",):
        return Made(f"Bolivia said that {text}", "Bolivia", frozenset({subject.split()[-1]}))
    actor = _capital(subject).split()[-1] if entry.actor == ("subj",) else None
    if entry.target == ("subj",):
        return Made(text, None, frozenset({_capital(subject).split()[-1]}))
    return Made(text, actor, _targets(entry, clause))


def _agentless(entry: Entry, clause: _Clause) -> Made:
    lemma = entry.pattern.split()[0]
    obj = clause.obj or TARGET
    rest = " ".join(clause.tail)
    text = f"{_capital(obj)} {'were' if _plural(obj) else 'was'} {form_of(lemma, 'participle')}{clause.particle} {rest}"
    return Made(text.rstrip() + " on Monday.", None, frozenset({_capital(obj).split()[-1], TARGET}))


def passive(entry: Entry) -> Made | None:
    """Write a passive sentence for an entry with a direct object, None for any other."""
    slots = {c.slot for c in entry.conditions}
    if entry.actor != ("subj",) or slots & {"no obj", "no subj", "ccomp", "subjunctive", "negated", "attr"}:
        return None
    clause = _clause(entry)
    if not clause.obj or clause.obj.split()[0] in {"himself", "itself", "themselves", "part"}:
        return None  # nobody writes "part was taken by"
    agent = clause.subject or ACTOR
    if agent.split()[0] not in {ACTOR, "Chilean", "Bolivia"}:
        agent = agent[0].lower() + agent[1:]  # frames write subjects as they open a sentence
    be = "were" if _plural(clause.obj) else "was"
    verb = f"{_capital(clause.obj)} {be} {form_of(entry.pattern.split()[0], 'participle')}{clause.particle}"
    tail = " ".join(t for t in clause.tail if t)
    # At the end an agent may be the one of the pattern's own phrase: "warned of attack by Chile".
    own = TARGET not in tail and tail.startswith(("of ", "for ", "with ", "on "))
    early = tail.startswith(("to ", "about ", "as ", "until ", "two ", "the right")) or "scope" in slots or own
    parts = (verb, f"by {agent}", tail) if early else (verb, tail, f"by {agent}")
    text = " ".join(p for p in parts if p) + " on Monday."
    found = {_capital(t) if text.startswith(_capital(t)) else t for t in _targets(entry, clause)}
    return Made(text, agent.split()[-1], frozenset(found))


def _patient_first(entry: Entry) -> tuple[str, ...]:
    """Put ``of`` first for nouns of what somebody suffers (*the arrest of*), whatever else their row also reads."""
    suffered = "of" in entry.target and entry.lemma in words("arguments-patient-nouns")
    return ("of", *entry.target) if suffered else entry.target


def _around_noun(entry: Entry) -> tuple[str, str, str, list[str]]:  # noqa: C901 - one branch a slot
    """Return modifier, governing clause, actor and the phrases after a noun."""
    asked = entry.pattern.split()[1:]
    modifier, tail, opening, agent = "", [], "", ACTOR
    for condition, text in zip(_asked(entry), asked, strict=True):
        slot = condition.slot
        if slot == "modifier":
            modifier = _phrase(condition, text) + " "
        elif slot in {"subj", "prep:by"}:
            agent = _noun(_phrase(condition, text)) if condition.words else ACTOR
        elif slot == "governor":
            opening = f"Bolivia {form_of(_phrase(condition, text), 'past')} "
        elif slot == "xcomp":
            tail.append(f"to meet {TARGET}")
        elif slot == "ccomp":
            tail.append(f"that {TARGET} had broken the law")
        elif slot == "scope":
            tail.append(f"of {_noun(_phrase(condition, text))}")
        elif slot.startswith("prep:"):
            written = text[1:].partition(":")[0].split("|")[0]
            tail.append(f"{written} {_noun(_phrase(condition, text)) if condition.words else TARGET}")
    rest = frames().get(("n", entry.pattern), ("-", "-", "-"))[2]
    if rest != "-":
        tail = [rest] if rest != "0" else []
    elif not any(TARGET in t for t in tail):
        usual = _patient_first(entry)
        first = next((f for f in usual if f in {*_ORDER, "between"} and not any(t.startswith(f) for t in tail)), None)
        if first and not (tail and "of" in entry.target):
            tail.append(f"between {TARGET} and Bolivia" if first == "between" else f"{first} {TARGET}")
    return modifier, opening, agent, tail


def nominals(entry: Entry) -> dict[str, Made]:
    """Write noun phrases with their parties around a noun entry, one for each way that its actor may stand.

    The keys are ``possessive`` (*Chile's attack on Peru*), ``agent`` (*the attack on Peru by Chile*), ``between``.
    """
    modifier, opening, agent, tail = _around_noun(entry)
    chosen = frames().get(("n", entry.pattern), ("-", "-", "-"))
    noun = chosen[1] if chosen[1] != "-" else modifier + entry.pattern.split()[0]
    after = " ".join(tail)
    agent = chosen[0] if chosen[0] != "-" else agent
    targets = frozenset({TARGET} if TARGET in after else {t.split()[-1] for t in tail if "of" in entry.target})
    closing = "on Monday." if opening else "came early."
    made = {}
    if "poss" in entry.actor and not any(c.slot == "prep:by" for c in entry.conditions):
        owner = _capital(agent) if not opening else agent
        mark = "'" if owner.endswith("s") else "'s"
        made["possessive"] = Made(f"{opening}{owner}{mark} {noun} {after} {closing}", owner.split()[-1], targets)
    article = "the" if opening else "The"
    if "by" in entry.actor and "of" not in entry.actor[: entry.actor.index("by")]:
        # After an infinitive or a recipient the agent would be read with those.
        late = not after.startswith(("to ", "that "))
        phrases = f"{after} by {agent}" if late else f"by {agent} {after}"
        made["agent"] = Made(f"{opening}{article} {noun} {phrases} {closing}", agent.split()[-1], targets)
    if "between" in entry.actor and entry.reciprocal:
        held = " ".join(t for t in tail if TARGET not in t)
        text = f"{opening}{article} {noun} {held} between {agent} and {TARGET} {closing}"
        made["between"] = Made(text, agent.split()[-1], frozenset({TARGET}))
    return {form: Made(" ".join(m.text.split()), m.actor, m.targets) for form, m in made.items()}


def sentences_of(entry: Entry) -> dict[str, Made]:
    """Write the sentences of a verb or noun entry by form, none for an adjective."""
    if entry.part == "NOUN":
        return nominals(entry)
    if entry.part != "VERB":
        return {}
    passives = passive(entry)
    return {"active": active(entry)} | ({"passive": passives} if passives is not None else {})
