"""Subjects, objects and clauses that the parser hangs on the wrong word; each put in its place.

- ``In 1991 soldiers abducted a bishop``: the subject, taken for what the year counts, is the verb's;
- ``let the refugees in``: the particle, taken for a clause, leaves the object to the verb;
- ``On Friday morning youths burned a lorry``: the subject, taken for a part of the time, is the verb's;
- ``Mali, the paper wrote, had been asked to pay``: the subject, taken for the writer's, is the main verb's;
- ``X accused Y; Y denied it``: the clause before the semicolon is not what the other says;
- ``it was Morocco that offered``: the clause describes who is named;
- ``whom the opposition accuses``: a present tense, taken for a plural, is the clause's verb;
- ``said that callers had demanded money``: a plural, taken for a verb, is a noun;
- ``deplored the killing, on 2 May, of two guards``: ``of`` belongs to what is deplored;
- ``quoting the Star, the mayor has fled``: the subject, taken for an apposition, is the verb's;
- ``On the eve of the vote soldiers searched two hotels``: the subject, taken for a part of the time, is the verb's;
- ``said one of the banks, in Lima, had been raided``: the subject, taken for an object, is the inner verb's;
- ``12 May 1999 - Peru and Chile sign``: who stands after the dash is no part of the date;
- ``strike over pay``: a preposition, taken for a particle;
- ``called off a march``: the object, taken for a measure, is the verb's;
- ``has him arrested``: who is arrested is the object;
- ``the priest is mediating``: a participle, taken for an adjective, has the subject of *be*.
"""

import re
from collections.abc import Callable

from workers.extraction.events.grafts import hang
from workers.extraction.events.lexicon import entries
from workers.extraction.events.nouns import is_event_noun
from workers.extraction.events.syntax import RELATIVE, VERBAL, Tree
from workers.extraction.events.words import words

_NOUNS = frozenset({"NOUN", "PROPN"})
_TIMES = frozenset({"DATE", "TIME"})
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_DASHES = frozenset({"-", "--", "\u2013", "\u2014"})
_JUDGING = words("arguments-judging")
_PATIENT_NOUNS = words("arguments-patient-nouns")
_WAYS = frozenset({"in", "out", "through", "ashore", "across"})


def place(tree: Tree, i: int) -> None:
    """Mend what hangs wrong at one token; in place."""
    if tree.tag[i] in {"VBP", "VBZ"} and tree.pos[i] == "VERB" and not tree.kids(i, "nsubj", "nsubjpass"):
        _compound_subject(tree, i)
    mend = _BY_LABEL.get(tree.dep[i])
    if mend is not None:
        mend(tree, i)


def singular(plural: str) -> str:
    """Return the singular of a regular plural."""
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    return plural.removesuffix("s")


def _compound_subject(tree: Tree, verb: int) -> None:
    """Make the noun before a verb its subject where the two were taken for a compound (``the governments hail``)."""
    subject = next((c for c in tree.kids(verb, "compound") if c == verb - 1), None)
    if subject is not None:
        tree.dep[subject] = "nsubj"
        for c in [c for c in tree.kids(verb, "det", "nummod", "amod", "poss", "compound") if c < subject]:
            hang(tree, c, subject, tree.dep[c])


def _predicate(tree: Tree, word: int) -> None:
    """Read a participle taken for an adjective as the verb's complement, which has the subject of *be*."""
    if tree.tag[word] == "VBG" and ("VERB", tree.lemma[word]) in entries():
        tree.dep[word] = "xcomp"


def _content(tree: Tree, clause: int) -> None:
    """Mend a clause that is taken for the content of another verb."""
    head = tree.head[clause]
    if tree.lemma[head] == "let":
        _let(tree, clause)
    elif head > clause and any(tree.text[c] == ";" for c in tree.kids(head, "punct")):
        tree.dep[clause] = "parataxis"
    elif tree.lemma[head] == "be":
        _cleft(tree, clause)
    elif tree.kids(clause, "aux") and not tree.kids(clause, "nsubj", "nsubjpass", "mark"):
        # "said one of the banks, in Lima, had been raided"
        for c in [c for c in tree.kids(head, "dobj") if head < c < clause]:
            hang(tree, c, clause, "nsubjpass" if tree.kids(clause, "auxpass") else "nsubj")


def _argument(tree: Tree, noun: int) -> None:
    """Mend a subject or object: a plural or participle taken for a verb, a noun taken for a part of a time."""
    if tree.tag[noun] == "VBZ":
        own = [c for c in tree.kids(noun, "nsubj") if tree.lower[c] != "that"]  # "the ministry supports engaged talks"
        if tree.dep[noun] == "nsubj" and not own and not tree.kids(noun, "aux", "dobj", "ccomp"):
            _plural(tree, noun)
    elif tree.tag[noun] in {"VBN", "VBD"}:
        if any(tree.lower[c] == "the" for c in tree.kids(noun, "det")):
            tree.pos[noun], tree.tag[noun] = "NOUN", "NNS"  # "the accused"
    elif tree.dep[noun] != "dobj" and not tree.entity[noun]:
        _after_time(tree, noun)
        if tree.dep[noun] == "pobj":
            _before_verb(tree, noun)


def _particle(tree: Tree, word: int) -> None:
    """Read a particle as a preposition where the lexicon's verb has only that (``strike over pay``)."""
    verb = tree.head[word]
    if tree.lemma[verb] == "let":
        _let(tree, word)
        return
    held = [c for c in tree.kids(verb, "dobj") if c > word]
    slots = [c for e in entries().get(("VERB", tree.lemma[verb]), ()) for c in e.conditions]
    if not held or any(c.slot == "particle" and tree.lower[word] in c.words for c in slots):
        return
    if any(c.slot == f"prep:{tree.lower[word]}" for c in slots):
        tree.dep[word] = "prep"
        hang(tree, held[0], word, "pobj")


def _let(tree: Tree, clause: int) -> None:
    """Make the object of ``let the refugees in``, ``let inspectors into the camp`` and its particle out of a clause."""
    verb = tree.head[clause]
    if tree.lemma[verb] != "let":
        return
    if tree.lower[clause] in _WAYS:
        for c in tree.kids(clause, "nsubj", "nsubjpass"):
            hang(tree, c, verb, "dobj")
        tree.dep[clause] = "prt"
    elif tree.pos[clause] in _NOUNS and not any(tree.pos[c] in VERBAL for c in tree.children[clause]):
        tree.dep[clause] = "dobj"


def _cleft(tree: Tree, verb: int) -> None:
    """Make the clause of ``it was Morocco that offered`` describe who is named."""
    be = tree.head[verb]
    named = tree.kids(be, "attr")
    expletive = any(tree.lower[c] == "it" for c in tree.kids(be, "nsubj", "expl"))
    if named and expletive and any(tree.lower[c] in {"that", "who"} for c in tree.kids(verb, "nsubj", "nsubjpass")):
        hang(tree, verb, named[0], "relcl")
        for c in tree.kids(verb, "nsubj", "nsubjpass"):
            tree.pos[c] = "PRON"


def _relative(tree: Tree, verb: int) -> None:
    """Read the verb of ``whom the opposition accuses`` where it was taken for a plural or for a compound's head."""
    if not tree.lower[verb].endswith("s") or not any(tree.lower[c] in RELATIVE for c in tree.kids(verb, "dobj")):
        return
    lemma = next((w for w in (tree.lemma[verb], tree.lower[verb][:-1]) if ("VERB", w) in entries()), None)
    subject = next(iter(tree.kids(verb, "nsubj") or [c for c in tree.kids(verb, "compound") if c == verb - 1]), None)
    if lemma is None or subject is None:
        return
    tree.pos[verb], tree.tag[verb], tree.lemma[verb], tree.dep[subject] = "VERB", "VBZ", lemma, "nsubj"
    for c in tree.kids(verb, "det", "amod"):
        hang(tree, c, subject, tree.dep[c])


def _apposed(tree: Tree, noun: int) -> None:
    """Give a verb the noun before it that is taken for an apposition (``quoting the Star, the mayor has fled``)."""
    phrase = tree.subtree(noun)
    before, after = min(phrase) - 1, max(phrase) + 1
    anew = tree.text[before] == ";"  # "Chad cut off power; Libya, in return, stopped its trains"
    if anew and after < len(tree.text) and tree.text[after] == ",":
        after += 1
    if after >= len(tree.text) or tree.text[before] not in {",", ";"}:
        return
    verb = tree.head[after] if tree.dep[after] in {"aux", "auxpass"} else after
    if tree.pos[verb] != "VERB" or not (verb != after or tree.tag[verb] in {"VBD", "VBZ", "VBP"}):
        return
    if tree.kids(verb, "nsubj", "nsubjpass") or tree.dep[verb] in {"acl", "relcl", "amod"}:
        return
    if anew if tree.dep[verb] == "conj" else verb in _above(tree, noun):
        hang(tree, noun, verb, "nsubjpass" if tree.kids(verb, "auxpass") else "nsubj")
        for c in tree.kids(verb, "csubj"):
            tree.dep[c] = "advcl"


def _above(tree: Tree, token: int) -> list[int]:
    """Return the heads above a token, the nearest first."""
    found: list[int] = []
    while tree.head[token] != token:
        token = tree.head[token]
        found.append(token)
    return found


def _before_verb(tree: Tree, noun: int) -> None:
    """Part a subject from the phrase before it (``On the eve of the vote soldiers searched two hotels``)."""
    verb, inner = noun + 1, noun - 1
    if verb >= len(tree.text) or inner < 0 or tree.tag[verb] not in {"VBD", "VBZ", "VBP"} or tree.pos[verb] != "VERB":
        return
    if tree.dep[inner] != "compound" or tree.head[inner] != noun or tree.entity[inner] or tree.kids(verb, "nsubj"):
        return
    if tree.tag[noun] not in {"NNS", "NNPS"} or verb not in _above(tree, noun):
        return
    hang(tree, inner, tree.head[noun], "pobj")
    for c in [c for c in tree.children[noun] if c < inner]:
        hang(tree, c, inner, tree.dep[c])
    hang(tree, noun, verb, "nsubj")


def _after_dash(tree: Tree, dash: int) -> None:
    """Begin a sentence anew after the dash of a dateline or date (``12 May 1999 - Peru and Chile sign a pact``)."""
    if tree.text[dash] not in _DASHES or dash == 0 or tree.entity[dash - 1] != "DATE":
        return
    for i in range(dash + 1, len(tree.text)):
        if tree.entity[i] != "DATE":
            break
        tree.entity[i] = ""
    root = tree.sentence[dash]
    if tree.head[dash] > dash and tree.pos[root] == "VERB":
        for c in [c for c in tree.children[tree.head[dash]] if c <= dash]:
            hang(tree, c, root, "punct" if c == dash else "npadvmod")
    noun = next((c for h in range(max(0, dash - 12), dash) for c in tree.kids(h, "conj", "appos") if c > dash), None)
    if noun is None or tree.pos[root] != "VERB" or root < noun or tree.sentence[noun] != root:
        return
    old = [c for c in tree.kids(root, "nsubj", "nsubjpass") if c < dash]
    if old or not tree.kids(root, "nsubj", "nsubjpass"):
        for c in old:
            tree.dep[c] = "npadvmod"
        hang(tree, noun, root, "nsubjpass" if tree.kids(root, "auxpass") else "nsubj")


def _caused(tree: Tree, verb: int) -> None:
    """Make who stands between *have* and a participle its object (``accuses the premier and has him arrested``)."""
    have = [c for c in tree.kids(verb, "aux") if tree.lemma[c] == "have"]
    if tree.tag[verb] != "VBN" or not have:
        return
    for c in tree.kids(verb, "nsubj"):
        if c > have[0] and (tree.lower[c] in {"him", "her", "them"} or tree.pos[c] in _NOUNS):
            tree.dep[c] = "dobj"


def _object_of_particle(tree: Tree, noun: int) -> None:
    """Read the object of ``called off a march`` where it was taken for a measure."""
    verb = tree.head[noun]
    if tree.kids(verb, "prt") and not tree.kids(verb, "dobj") and noun > verb and tree.entity[noun] not in _TIMES:
        tree.dep[noun] = "dobj"


def _plural(tree: Tree, noun: int) -> None:
    """Read a plural that was taken for a verb (``that callers had demanded money``) as a noun."""
    tree.pos[noun], tree.tag[noun], tree.lemma[noun] = "NOUN", "NNS", singular(tree.lower[noun])
    for c in tree.kids(noun, "nsubj"):
        if tree.lower[c] == "that":
            hang(tree, c, tree.head[noun], "mark")


def _dated(tree: Tree, year: int) -> None:
    """Give a verb without a subject the noun that follows ``In 1991``."""
    if not _YEAR.fullmatch(tree.text[year]):
        return
    noun = tree.head[year]
    preposition, verb = tree.head[noun], tree.head[tree.head[noun]]
    if tree.dep[noun] != "pobj" or preposition != year - 1 or noun < year or tree.pos[verb] != "VERB" or verb < noun:
        return
    if tree.lower[preposition] != "in" or tree.kids(verb, "nsubj", "nsubjpass"):
        return
    hang(tree, year, preposition, "pobj")
    hang(tree, noun, verb, "nsubjpass" if tree.kids(verb, "auxpass") else "nsubj")


def _after_time(tree: Tree, noun: int) -> None:
    """Give a verb without a subject the noun that was taken for a part of the time before it."""
    days = [c for c in tree.kids(noun, "compound", "nmod", "nummod", "amod") if tree.entity[c] in _TIMES]
    if not days:
        return
    preposition = min(tree.subtree(days[0])) - 1
    verb = tree.head[preposition]
    if preposition < 0 or tree.dep[preposition] != "prep" or tree.pos[verb] != "VERB" or verb < noun:
        return
    if any(c != noun for c in (*tree.kids(verb, "nsubj", "nsubjpass"), *tree.kids(preposition, "pobj"))):
        return
    for c in days[:-1]:
        hang(tree, c, days[-1], "compound")
    hang(tree, days[-1], preposition, "pobj")
    hang(tree, noun, verb, "nsubjpass" if tree.kids(verb, "auxpass") else "nsubj")


def _inserted(tree: Tree, said: int) -> None:
    """Give the main verb its subject back from a statement that stands between them (``Mali, he wrote, had paid``)."""
    main, subjects = tree.head[said], tree.kids(said, "nsubj")
    if len(subjects) > 1 and tree.pos[main] in VERBAL and main > said and not tree.kids(main, "nsubj", "nsubjpass"):
        hang(tree, subjects[0], main, "nsubjpass" if tree.kids(main, "auxpass") else "nsubj")


def _preposition(tree: Tree, word: int) -> None:
    """Hang a charge on the verb, and an *of* or *by* that something inserted parts from its head."""
    above = tree.head[word]
    if tree.lower[word] in {"of", "for"} and tree.kids(word, "pcomp") and tree.dep[above] == "dobj":
        if tree.lemma[tree.head[above]] in _JUDGING:
            hang(tree, word, tree.head[above], "prep")  # "accused the firm of poisoning the river"
    elif tree.lower[word] == "of":
        _of_after_time(tree, word)
    elif tree.lower[word] == "by" and tree.pos[above] not in VERBAL:
        if tree.text[word - 1] != "," and (tree.dep[above] != "dobj" or is_event_noun(tree.lemma[above])):
            return
        # "four were stabbed, one of them fatally, by settlers"; "was refused a visa by Chile"
        verb = next((v for v in _above(tree, word) if tree.pos[v] in VERBAL), None)
        if verb is not None and tree.kids(verb, "auxpass") and not tree.kids(verb, "agent"):
            hang(tree, word, verb, "agent")


def _of_after_time(tree: Tree, of: int) -> None:
    """Hang ``of`` on the object that a time stands behind (``deplored the killing, on 2 May, of two guards``)."""
    verb = tree.head[of]
    if tree.lower[tree.head[verb]] == "by" and tree.dep[verb] == "pobj":
        act = tree.head[tree.head[verb]]
        if tree.lemma[act] in _PATIENT_NOUNS and not any(tree.lower[c] == "of" for c in tree.kids(act, "prep")):
            hang(tree, of, act, "prep")  # "the kidnapping by rebels of two engineers"
    if tree.pos[verb] != "VERB":
        return
    held = [c for c in tree.kids(verb, "dobj") if c < of and not tree.kids(c, "prep")]
    between = [c for c in tree.kids(verb, "prep") if held and held[-1] < c < of]
    if between and all(tree.entity[g] in _TIMES for c in between for g in tree.kids(c, "pobj")):
        hang(tree, of, held[-1], "prep")


_BY_LABEL: dict[str, Callable[[Tree, int], None]] = {
    "ccomp": _content,
    "prt": _particle,
    "acomp": _predicate,
    "nummod": _dated,
    "parataxis": _inserted,
    "relcl": _relative,
    "nsubj": _argument,
    "nsubjpass": _argument,
    "dobj": _argument,
    "pobj": _argument,
    "prep": _preposition,
    "appos": _apposed,
    "punct": _after_dash,
    "npadvmod": _object_of_particle,
    "conj": _caused,
}
