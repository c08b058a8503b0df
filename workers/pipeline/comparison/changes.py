"""The differences between two enrichments."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["article", "quote", "event"]
What = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: ``path`` as in ``actors[0].code``; values are plain (text, numbers, lists and dicts of them).

    Where two lists are of different length, ``path`` names the list, and the values are what only one side has.
    """

    path: str
    before: object
    after: object

    @property
    def field(self) -> str:
        """The path without places in lists, to count by."""
        return "".join(part.partition("]")[2] if index else part for index, part in enumerate(self.path.split("[")))


@dataclass(frozen=True, slots=True)
class Change:
    """One quote, event or article that is not the same.

    Attributes:
        id: of the quote or event, as it was before; of an added one, as it is now; of an article, the article's.
        text: one line for people.
        fields: what changed; empty for what was added or removed.
    """

    kind: Kind
    what: What
    article_id: str
    id: str
    text: str
    fields: tuple[FieldChange, ...] = ()
