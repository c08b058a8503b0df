"""How large a message may be."""

import os
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; what passes one is rejected as ``TooLarge``.

    ``max_record_bytes`` bounds each output value: Kafka's default for a record batch is 1 MiB, which also holds the key
    and the headers.
    """

    max_message_bytes: int = 4 * 1024 * 1024
    max_text_chars: int = 300_000
    max_record_bytes: int = 1_000_000

    @classmethod
    def from_environment(cls) -> "Limits":
        """Read ``STRINGER_MAX_MESSAGE_BYTES`` and its like; pool children inherit the environment of the worker.

        Raises:
            ValueError: a variable is no positive whole number.
        """
        found: dict[str, int] = {}
        for item in fields(cls):
            name = f"STRINGER_{item.name.upper()}"
            text = os.environ.get(name)
            if text is None:
                continue
            if not text.isdecimal() or int(text) == 0:
                raise ValueError(f"{name} must be a whole number above 0, not {text!r}")
            found[item.name] = int(text)
        return cls(**found)
