"""What a pronoun or possessive stands for: by coreference, else by the syntax of its sentence."""

from dataclasses import dataclass

from workers.extraction.entities.table import EntityTable
from workers.extraction.events.phrases import agrees
from workers.extraction.events.syntax import CLAUSES, Tree
from workers.extraction.text import Span

_REASONS = frozenset({"for", "over"})
_REACH = 40  # tokens looked at for a possessor
_STEPS = 4
_CHARGES = frozenset({"accuse", "suspect"})
_REQUESTS = frozenset({"ask", "urge", "beg", "implore", "invite"})


@dataclass(frozen=True, slots=True)
class Antecedents:
    """Finds antecedents in the paragraph of the pronoun."""

    entities: EntityTable

    def of(self, tree: Tree, token: int) -> Span | None:
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
        for _ in range(_STEPS):
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
        if tree.dep[token] != "poss" or token == 0:
            return None
        if tree.lower[token - 1] in _REASONS or self._in_a_reason(tree, token):
            return self._possessor(tree, token)
        return self._accuser(tree, token) or self._asked(tree, token)

    def _in_a_reason(self, tree: Tree, token: int) -> bool:
        """Tell whether it owns the subject of a clause in such a phrase (``for the boats its men gave``)."""
        subject = tree.head[token]
        clause = tree.head[subject]
        if tree.dep[subject] != "nsubj" or tree.dep[clause] != "relcl":
            return False
        noun = tree.head[clause]
        return tree.dep[noun] == "pobj" and tree.lower[tree.head[noun]] in _REASONS

    def _accuser(self, tree: Tree, token: int) -> Span | None:
        """Return who accuses somebody of harm to their own (``accused the guards of boarding its freighter``)."""
        verb = tree.head[tree.head[token]]
        of = tree.head[verb]
        if tree.dep[verb] != "pcomp" or tree.lower[of] != "of":
            return None
        above = tree.head[of]
        for _ in range(_STEPS):  # the parser hangs it on what stands between: "accused the guards on Friday of ..."
            if tree.lemma[above] in _CHARGES:
                break
            above = tree.head[above]
        else:
            return None
        subjects = tree.kids(above, "nsubj")
        return tree.noun_phrase(subjects[0]) if subjects and tree.pos[subjects[0]] != "PRON" else None

    def _asked(self, tree: Tree, token: int) -> Span | None:
        """Return whose people are asked after thanks (``thanked Laos and asked its drivers to stay``)."""
        verb = tree.head[tree.head[token]]
        if tree.lemma[verb] not in _REQUESTS or tree.dep[verb] != "conj" or tree.dep[tree.head[token]] == "nsubj":
            return None
        objects = tree.kids(tree.head[verb], "dobj")
        return self._possessor(tree, token) if objects and tree.pos[objects[0]] == "PROPN" else None

    def _possessor(self, tree: Tree, token: int) -> Span | None:
        """Return the nearest name before a possessive pronoun in its sentence (``thanked Argentina for its help``)."""
        if tree.lower[token] not in {"its", "their", "his", "her"}:
            return None
        kinds = {"PERSON"} if tree.lower[token] in {"his", "her"} else {"GPE", "ORG", "NORP"}
        for i in range(token - 1, max(-1, token - _REACH), -1):
            if tree.sentence[i] != tree.sentence[token]:
                return None
            if tree.pos[i] == "PROPN" and tree.entity[i] in kinds and tree.dep[i] not in {"compound", "amod"}:
                return tree.noun_phrase(i)
        return None
