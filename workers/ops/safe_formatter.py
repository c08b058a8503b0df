"""The last steps of each log line: secrets taken out, control characters shown instead of sent."""

import logging
from collections.abc import MutableMapping
from typing import Any

from workers.ops.printable import lines, one_line
from workers.ops.redaction import PROCESS

_OF_SEVERAL_LINES = frozenset({"exception", "stack"})  # tracebacks; `exc_info` is no text yet


class SafeFormatter(logging.Formatter):
    """Formats as ``inner`` does, whatever library the record is from, and then makes the line safe to show."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return lines(PROCESS.redact(self._inner.format(record)))


def one_line_values(logger: Any, name: str, values: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    """Keep a value from looking like another log line; a structlog processor, for lines that are read as text."""
    del logger, name
    for key, value in values.items():
        if isinstance(value, str) and key not in _OF_SEVERAL_LINES:
            values[key] = one_line(value)
    return values
