"""Plain values as block-style YAML 1.2; scalars in JSON's spelling, which YAML includes.

Only writing, and only what a generated document needs: the same value always gives the same bytes, whatever version of
a YAML library is installed, so that the document can be compared byte for byte.
"""

import re
from collections.abc import Iterator

from schemas.codec import encode_value

_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_.$-]*")
# YAML 1.1 reads these as truth values or null.
_RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def yaml_text(value: object) -> str:
    """Return the value (dicts, lists, strings, numbers, booleans, None) as a YAML document."""
    return "\n".join(_lines(value)) + "\n"


def _lines(value: object) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for name, item in value.items():
            yield from _entry(f"{_key(str(name))}:", item)
    elif isinstance(value, list) and value:
        for item in value:
            inner = list(_lines(item))
            yield f"- {inner[0]}"
            yield from (f"  {line}" for line in inner[1:])
    else:
        yield encode_value(value).decode()


def _entry(head: str, item: object) -> Iterator[str]:
    if isinstance(item, dict | list) and item:
        yield head
        yield from (f"  {line}" for line in _lines(item))
    else:
        yield f"{head} {encode_value(item).decode()}"


def _key(name: str) -> str:
    plain = _PLAIN_KEY.fullmatch(name) and name.lower() not in _RESERVED
    return name if plain else encode_value(name).decode()
