"""What can go wrong, by what the caller must do about it.

::

    Rejection          (a value) dead-letter the message, go on
    StringerError
    ├── Retriable      abort the transaction, rewind, try again with backoff
    ├── Fenced         another worker owns the partition: drop it, never retry
    ├── CommitUnknown  the commit may or may not have happened: reload the committed offset
    └── Fatal          no retry helps: say why in one line and exit non-zero
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message that cannot be processed: a value, not an exception.

    Attributes:
        stage: where it failed: ``decode``, ``validate``, ``extract``, ``encode``, ``process`` (the child died or hung).
        reason: a stable, machine-readable class name such as ``InvalidUtf8``; dead letters are grouped by it.
        message: one line for a person; never the article's text.
    """

    stage: str
    reason: str
    message: str


class StringerError(Exception):
    """Root of the errors that Stringer raises on purpose."""


class Retriable(StringerError):  # noqa: N818 - named for what the caller does, not for being an error
    """The broker could not do it now: abort, rewind to the last committed offset, back off, try again."""


class Fenced(StringerError):  # noqa: N818 - same
    """A newer producer owns this partition's transactional id: drop the partition and never retry."""


class CommitUnknown(StringerError):  # noqa: N818 - same
    """A commit whose outcome is unknown: the committed offset on the broker is the only truth."""


class Fatal(StringerError):  # noqa: N818 - same
    """Nothing the worker can do will help; exit non-zero with the message."""
