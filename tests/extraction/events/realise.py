"""Makes a sentence of a lexicon entry, in the active, the passive, or around its noun, with known parties."""

from training.inflection import inflect
from workers.extraction.events.lexicon import Condition, Entry, word_classes

ACTOR, TARGET = "Chile", "Peru"
_PLAIN = {
    "talk": "talks", "force": "troops", "arms": "missiles", "aid": "aid", "tie": "ties", "bond": "ties",
    "pact": "a treaty",
    "agreement": "an agreement", "prisoner": "two prisoners", "place": "the town", "border": "the border",
    "media": "the newspaper", "envoy": "the ambassador", "person": "two soldiers", "demand": "the demand",
    "claim": "the claim", "invest": "an investigation", "measure": "the embargo", "punish": "sanctions",
    "restrict": "a curfew", "violence": "the attacks", "fight": "an attack", "protest": "a protest", "trade": "exports",
    "secret": "evidence", "exercise": "exercises", "people": "two migrants", "property": "the ship",
    "law": "the treaty",
    "ceasefire": "a ceasefire", "official": "the minister", "crowd": "protesters", "worker": "the workers",
    "police": "the police", "bomb": "a bomb", "keeper": "peacekeepers", "right": "permission", "relief": "food",
    "office": "his post", "armsdown": "their weapons", "policyish": "the policy", "visitplace": "the capital",
    "thing": "the software", "company": "the airline", "aidverb": "help", "hostile": "attack", "refuge": "asylum",
    "vehicle": "two lorries", "building": "the warehouse", "armed": "rebels", "record": "the names",
    "court": "the court",
    "stay": "the prison", "many": "ministers", "foreign": "Bolivian lorries", "goods": "fruit",
    "human": "two sailors", "violent": "shoot",
    "concede": "release", "wish": "talks", "polity": "the government", "named": "Bolivia", "accident": "a crash",
}  # fmt: skip
_GERUND = {"stop", "cease", "halt", "quit"}
_BARE = {
    "fire",
    "talks",
    "aid",
    "food",
    "asylum",
    "work",
    "hands",
    "arms",
    "news",
    "gas",
    "control",
    "hostage",
    "power",
}


def _phrase(condition: Condition, pattern: str) -> str:
    """Give a noun phrase for the words a condition asks for: the one of its class, else its first word as written."""
    for part in pattern.split():
        text = part.lstrip("+~>^=&*").partition(":")[2] if part[0] == "~" else part.lstrip("+~>^=&*")
        for word in text.split("|"):
            if word.startswith("@") and word_classes()[word[1:]] & condition.words:
                return _PLAIN[word[1:]]
            if word and word.lower() in condition.words:
                return word
    return min(condition.words)


def _noun(text: str) -> str:
    if " " in text or text in _BARE or text in _PLAIN.values() or text.endswith("s"):
        return text
    return f"the {text}"


def _verb_parts(entry: Entry) -> tuple[str, str, list[str]]:  # noqa: C901 - one branch a slot
    subject, particle, tail = "", "", []
    words = entry.pattern.split()[1:]
    objects = [c for c in entry.conditions if c.slot == "obj"]
    modifier = ""
    for condition, text in zip(entry.conditions, words, strict=True):
        slot = condition.slot
        if slot == "subj":
            subject = _noun(_phrase(condition, text))
        elif slot == "particle":
            particle = f" {text[1:].split('|')[0]}"
        elif slot == "modifier":
            modifier = _phrase(condition, text) + " "
        elif slot == "xcomp":
            verb = _phrase(condition, text) if condition.words else "help"
            tail.append(f"{inflect(verb, 'ing')} {TARGET}" if entry.lemma in _GERUND else f"to {verb} {TARGET}")
        elif slot == "ccomp":
            tail.append(f"that {TARGET} act")
        elif slot == "attr":
            tail.append(_phrase(condition, text))
        elif slot == "scope":
            tail.append(f"for {_noun(_phrase(condition, text))}")
        elif slot.startswith("prep:"):
            tail.append(f"{slot[5:]} {_noun(_phrase(condition, text)) if condition.words else TARGET}")
    if objects:
        held = _phrase(objects[0], words[entry.conditions.index(objects[0])]) if objects[0].words else TARGET
        held = f"{modifier}{held}" if modifier else _noun(held)
        tail.insert(0, held)
    elif modifier:
        tail.insert(0, f"{modifier}operations")
    return subject, particle, tail


def active(entry: Entry) -> str:
    """Write an active sentence in the past tense that meets the conditions of a verb entry."""
    subject, particle, tail = _verb_parts(entry)
    slots = {c.slot for c in entry.conditions}
    if "obj" not in slots and "no obj" not in slots and "ccomp" not in slots:
        direct = any(f in {"obj", "iobj"} for f in entry.target)
        if direct and not any(s.startswith("prep:") or s == "xcomp" for s in slots):
            tail.insert(0, TARGET)
    if not any(TARGET in t for t in tail):
        preposition = next(
            (f for f in entry.target if f in {"to", "with", "on", "against", "from", "at", "in", "over"}), None
        )
        if preposition and "obj" not in entry.target[:1]:
            tail.append(f"{preposition} {TARGET}")
    verb = inflect(entry.pattern.split()[0], "past")
    if "negated" in slots:
        verb = f"did not {entry.pattern.split()[0]}"
    if "no subj" in slots:
        return f"{TARGET[0]}{TARGET[1:]} was {inflect(entry.pattern.split()[0], 'participle')}{particle}."
    start = subject or ("Chilean soldiers" if entry.root in {"ASSAULT", "COERCE"} else ACTOR)
    start = start[0].upper() + start[1:]
    return f"{start} {verb}{particle} {' '.join(tail)}".rstrip() + " on Monday."


def passive(entry: Entry) -> str | None:
    """Write a passive sentence for a plain transitive entry, None for any other."""
    if entry.conditions or entry.target[:1] != ("obj",) or entry.actor != ("subj",):
        return None
    return f"{TARGET} was {inflect(entry.pattern, 'participle')} by {ACTOR} on Monday."
