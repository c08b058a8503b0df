"""The learned tie-breaker: which PLOVER root a trigger, or a whole sentence, stands for.

A linear softmax over sparse features of the parse (lemmas and word classes in the trigger's syntactic neighbourhood),
fitted by ``training/train.py`` on sentences written for this project. The weights are a plain JSON header and a table
of 8-bit integers; nothing is unpickled. There are two heads over the same features: ``trigger`` gives a token's own
root (``will deliver`` is AID), ``sentence`` the one root of a sentence coded as a single event, where an announced act
is a promise (AGREE) or a threat (THREATEN) and a refused one a REJECT.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc, Span, Token

ROOTS: Final = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "OTHER",
)  # fmt: skip
HEADS: Final = ("trigger", "sentence")

Intent = Literal["asserted", "planned", "refused", "demanded"]
_COOPERATIVE: Final = ("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD")
_HOSTILE: Final = ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")
_CODED_AS: Final[Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]] = {
    "planned": ((_COOPERATIVE, "AGREE"), (_HOSTILE, "THREATEN")),
    "refused": (((*_COOPERATIVE, "OTHER"), "REJECT"),),
    "demanded": (((*_COOPERATIVE, *_HOSTILE, "OTHER"), "REQUEST"),),
}

_PREDICATIVE: Final = {"VERB", "AUX", "NOUN", "ADJ"}
_FUTURE: Final = {"will", "would", "shall", "wo", "'ll", "’ll", "'d", "’d"}
# Words whose infinitive is an act that somebody means to do.
_PLANNING: Final = frozenset(
    [
        "plan",
        "intend",
        "want",
        "mean",
        "prepare",
        "expect",
        "schedule",
        "set",
        "due",
        "ready",
        "willing",
        "prepared",
        "likely",
        "hope",
        "aim",
        "seek",
        "bind",
        "go",
        "determined",
        "poised",
    ]
)
_SUBJECT: Final = {"nsubj", "nsubjpass", "csubj"}
_OBJECT: Final = {"dobj", "obj", "attr", "oprd"}
_CLAUSE: Final = {"xcomp", "ccomp", "advcl", "pcomp", "acl", "relcl"}
_MODIFIER: Final = {"compound", "amod", "nmod"}
# Verbs whose clause tells the event: the sentence's main predicate is below them.
_REPORTING: Final = frozenset(
    [
        "say",
        "tell",
        "report",
        "announce",
        "add",
        "state",
        "note",
        "confirm",
        "claim",
        "declare",
        "quote",
        "explain",
        "write",
        "show",
        "reveal",
        "indicate",
        "suggest",
        "believe",
        "think",
        "expect",
        "see",
        "remark",
        "disclose",
    ]
)
# Verbs that leave the event to their object or complement.
_LIGHT: Final = frozenset(
    [
        "begin",
        "start",
        "continue",
        "keep",
        "resume",
        "stop",
        "go",
        "make",
        "take",
        "have",
        "hold",
        "give",
        "launch",
        "stage",
        "carry",
        "conduct",
        "open",
        "mount",
        "be",
        "do",
        "get",
        "put",
        "bring",
        "lead",
        "issue",
        "lodge",
        "file",
        "impose",
        "declare",
        "express",
        "reach",
        "sign",
        "come",
        "step",
        "remain",
        "enter",
        "join",
        "call",
        "send",
    ]
)


def _noun_class(token: Token) -> str:
    """Name a participant's kind: its entity type for a name, its lemma for a common noun."""
    if token.ent_type_ and token.pos_ == "PROPN":
        return token.ent_type_
    return token.pos_ if token.pos_ in {"PRON", "PROPN", "NUM"} else token.lemma_.lower()


def main_predicate(sent: Span) -> tuple[Token, Intent]:
    """Find the token that heads what the sentence reports, and how it stands to it.

    Goes below ``officials said`` and the like, and below plans (``is ready to``, ``intends to``).
    """
    token, intent = sent.root, _intent(sent.root)
    for _ in range(5):
        clause = _reported_clause(token)
        if clause is not None:
            token, intent = clause, _intent(clause)
            continue
        act = _planned_act(token)
        if act is None:
            break
        token, intent = act, "refused" if intent == "refused" else "planned" if intent == "asserted" else intent
    return token, intent


def _reported_clause(token: Token) -> Token | None:
    for child in token.children:
        # In front of its verb, a clause is what was said, whatever the verb: ``..., the group charged``.
        told = child.i < token.i or token.lemma_.lower() in _REPORTING
        if told and child.dep_ in {"ccomp", "parataxis"} and child.pos_ in _PREDICATIVE:
            return child
    return None


def _planned_act(token: Token) -> Token | None:
    holder = next((c for c in token.children if c.dep_ == "acomp"), token) if token.lemma_ == "be" else token
    if holder.lemma_.lower() not in _PLANNING:
        return None
    return next((c for c in holder.children if c.dep_ in {"xcomp", "ccomp"} and c.pos_ in _PREDICATIVE), None)


def _intent(token: Token) -> Intent:
    """Read the modal verb and the negation of a predicate."""
    auxiliaries = {c.lower_ for c in token.children if c.dep_ in {"aux", "auxpass"}}
    negated = any(c.dep_ == "neg" for c in token.children)
    if auxiliaries & _FUTURE:
        return "refused" if negated else "planned"
    if auxiliaries & {"must", "should", "ought"}:
        return "demanded"
    return "refused" if negated and auxiliaries & {"can", "could"} else "asserted"


def code_as_one(own: npt.NDArray[np.float64], intent: Intent) -> npt.NDArray[np.float64]:
    """Turn the probabilities of what is announced, refused or demanded into those of announcing, refusing, demanding.

    CAMEO's intentions, which PLOVER folds in: an announced cooperative act is AGREE, an announced hostile one THREATEN,
    a refused cooperative act REJECT, a demanded one REQUEST. Acts that are words already stay what they are.
    """
    if intent == "asserted":
        return own
    coded = own.copy()
    for group, becomes in _CODED_AS[intent]:
        members = [ROOTS.index(r) for r in group if r != becomes]
        coded[ROOTS.index(becomes)] += own[members].sum()
        coded[members] = 0.0
    return coded


def trigger_features(token: Token) -> Iterator[str]:
    """Yield the features of ``token`` and its syntactic neighbourhood."""
    lemma = token.lemma_.lower()
    yield f"l={lemma}"
    yield f"l={lemma}/{token.pos_}"
    for child in token.children:
        yield from _child_features(lemma, child)
    yield from _head_features(lemma, token)


def _child_features(lemma: str, child: Token) -> Iterator[str]:
    dep, low = child.dep_, child.lemma_.lower()
    if dep in _SUBJECT or dep == "agent":
        yield f"voice={dep}"
        head = next((c for c in child.children if c.dep_ == "pobj"), child) if dep == "agent" else child
        yield from _object_features(lemma, head) if dep == "nsubjpass" else (f"s={_noun_class(head)}",)
    elif dep in _OBJECT:
        yield from _object_features(lemma, child)
    elif dep in {"prep", "dative"}:
        yield from _prepositional_features(lemma, child)
    elif dep in {"prt", "acomp"}:
        yield f"{dep}={low}"
        yield f"{lemma}+{dep}={low}"
    elif dep in _CLAUSE:
        yield from _clause_features(lemma, child)
    elif dep in _MODIFIER or dep == "advmod":
        yield f"{dep}={low}"
    elif dep == "poss":
        yield f"poss={_noun_class(child)}"


def _prepositional_features(lemma: str, preposition: Token) -> Iterator[str]:
    low = preposition.lemma_.lower()
    yield f"p={low}"
    yield f"{lemma}+p={low}"
    for noun in preposition.children:
        if noun.dep_ in {"pobj", "pcomp"}:
            yield f"{low}:{_noun_class(noun)}"
            yield from (f"{low}~{c.lemma_.lower()}" for c in noun.children if c.dep_ in _MODIFIER)


def _object_features(lemma: str, noun: Token) -> Iterator[str]:
    yield f"o={_noun_class(noun)}"
    yield f"{lemma}+o={_noun_class(noun)}"
    yield from (f"o~{c.lemma_.lower()}" for c in noun.children if c.dep_ in _MODIFIER)
    yield from _of_features(lemma, noun)


def _clause_features(lemma: str, clause: Token) -> Iterator[str]:
    low = clause.lemma_.lower()
    yield f"x={low}"
    yield f"{lemma}+{clause.dep_}"
    yield f"{lemma}+x={low}"
    for child in clause.children:
        if child.dep_ in _OBJECT:
            yield f"xo={_noun_class(child)}"


def _of_features(lemma: str, noun: Token) -> Iterator[str]:
    """Look one step into ``of``, ``on``, ``for`` and infinitives below an object: ``the arrest of protesters``."""
    for child in noun.children:
        if child.dep_ == "prep":
            yield f"o:{child.lemma_.lower()}"
            yield from (f"o:{child.lemma_.lower()}:{_noun_class(c)}" for c in child.children if c.dep_ == "pobj")
        elif child.dep_ in {"acl", "relcl"}:
            yield f"{lemma}+ox={child.lemma_.lower()}"
            yield f"ox={child.lemma_.lower()}"


def _head_features(lemma: str, token: Token) -> Iterator[str]:
    head = token.head
    if head is token:
        yield "root"
        return
    if head.pos_ == "ADP" and head.head is not head:
        yield f"h={head.head.lemma_.lower()}>{head.lemma_.lower()}"
        yield f"{lemma}<{head.lemma_.lower()}"
        return
    yield f"h={head.lemma_.lower()}>{token.dep_}"
    if token.dep_ in _OBJECT or token.dep_ in _SUBJECT:
        yield f"{head.lemma_.lower()}+o={lemma}"
    yield f"d={token.dep_}"


def sentence_features(sent: Span) -> Iterator[str]:
    """Yield the features of a sentence: its main predicate's, those just below it, and all lemmas."""
    main, _ = main_predicate(sent)
    yield from (f"m:{f}" for f in trigger_features(main))
    if main.lemma_.lower() in _LIGHT:
        for child in main.children:
            if child.dep_ in _OBJECT or child.dep_ in {"nsubjpass", "xcomp"}:
                yield from (f"m:{f}" for f in trigger_features(child))
    above = main.head if main.head is not main else None
    if above is not None:
        yield f"above={above.lemma_.lower()}"
    near = {main.i}
    near.update(t.i for t in main.children)
    near.update(g.i for c in main.children for g in c.children)
    for token in sent:
        if token.pos_ in {"VERB", "NOUN", "ADJ", "AUX"} and not token.is_punct:
            yield f"w={token.lemma_.lower()}"
            if token.i in near:
                yield f"n={token.lemma_.lower()}"


class RootScorer:
    """Probabilities of the roots for triggers and sentences.

    Args:
        features: the feature of each row.
        weights: 8-bit weights, shape (2 heads, features, roots).
        scale: what one unit of a weight is worth, per head.
        bias: log-odds without any feature, shape (2 heads, roots).
        temperature: what the scores are divided by before the softmax, per head (calibration).
    """

    def __init__(
        self,
        features: Mapping[str, int],
        weights: npt.NDArray[np.int8],
        scale: npt.NDArray[np.float64],
        bias: npt.NDArray[np.float64],
        temperature: npt.NDArray[np.float64],
    ) -> None:
        if weights.shape != (len(HEADS), len(features), len(ROOTS)):
            raise ValueError(f"weights have shape {weights.shape}, expected {(len(HEADS), len(features), len(ROOTS))}")
        self._features = features
        self._weights = weights
        self._scale = scale
        self._bias = bias
        self._temperature = temperature

    def score(self, token: Token) -> dict[str, float]:
        """Give each root's probability for ``token`` as a trigger."""
        return _named(self._probabilities(0, trigger_features(token)))

    def score_sentence(self, sent: Span | Doc) -> dict[str, float]:
        """Give each root's probability for ``sent`` coded as one event."""
        span = sent[:] if isinstance(sent, Doc) else sent
        own = self._probabilities(1, sentence_features(span))
        return _named(code_as_one(own, main_predicate(span)[1]))

    def _probabilities(self, head: int, features: Iterator[str]) -> npt.NDArray[np.float64]:
        rows = sorted({row for f in features if (row := self._features.get(f)) is not None})
        total = self._weights[head, rows].sum(axis=0, dtype=np.int64) * self._scale[head] + self._bias[head]
        odds: npt.NDArray[np.float64] = np.exp((total - total.max()) / self._temperature[head])
        odds /= odds.sum()
        return odds


def _named(probabilities: npt.NDArray[np.float64]) -> dict[str, float]:
    return dict(zip(ROOTS, probabilities.tolist(), strict=True))


@cache
def load_scorer() -> RootScorer:
    """Load the checked-in weights, once per process."""
    folder = files("workers.extraction") / "lexicons"
    header = json.loads((folder / "events_classifier.json").read_text(encoding="utf-8"))
    names: list[str] = header["features"]
    packed = np.frombuffer((folder / "events_classifier.bin").read_bytes(), dtype=np.int8)
    return RootScorer(
        features={name: row for row, name in enumerate(names)},
        weights=packed.reshape(len(HEADS), len(names), len(ROOTS)),
        scale=np.array(header["scale"]),
        bias=np.array(header["bias"]),
        temperature=np.array(header["temperature"]),
    )
