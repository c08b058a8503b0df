r"""Header names that are not UTF-8, which Kafka's protocol forbids and its brokers let pass.

aiokafka 0.14 raises while it unpacks such a record, each time anew, and the partition stands still. Here only the batch
that holds one is read again, by aiokafka's own reader in Python, with the names' odd bytes kept as surrogates
(``surrogateescape``); all other batches are read as ever, by its compiled reader.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy

_WITH_HEADERS = 2  # version of the batch format


def accept_any_header_name() -> None:
    """Have aiokafka's consumers in this process read every header name; there is no way to tell one alone."""
    fetcher.MemoryRecords = _Records


def is_valid_name(name: str) -> bool:
    """Whether the name was UTF-8."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def valid_name(name: str) -> str:
    r"""Return the name in a form that can be sent: an odd byte is written out, as in ``\xff``."""
    if is_valid_name(name):
        return name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class _Records(_MemoryRecordsPy):  # type: ignore[misc] # aiokafka ships no types
    def next_batch(self) -> Any:  # noqa: ANN401 - aiokafka ships no types
        data = self._next_slice
        batch = super().next_batch()
        return batch if data is None or data[self._MAGIC] < _WITH_HEADERS else _Batch(data, batch)

    _MAGIC = _MemoryRecordsPy.MAGIC_OFFSET


class _Batch:
    """aiokafka's batch; its records are read once more by the lenient reader when a name turns up that needs it."""

    def __init__(self, data: memoryview, batch: Any) -> None:  # noqa: ANN401 - aiokafka ships no types
        self._data = data
        self._batch = batch

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - same
        return getattr(self._batch, name)

    def __next__(self) -> Any:  # noqa: ANN401 - same
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                read += 1
                yield record
        except UnicodeDecodeError:
            yield from islice(_leniently(self._data), read, None)


def _leniently(data: memoryview) -> Iterator[Any]:
    batch = _DefaultRecordBatchPy(data)
    iter(batch)  # decompresses
    batch._buffer = _Bytes(batch._buffer)  # noqa: SLF001 - its reader decodes slices of this, and takes no option
    return iter(batch)


class _Bytes(bytearray):
    """Bytes whose slices decode to text whatever they hold."""

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - as bytearray's
        found = super().__getitem__(index)
        return _Bytes(found) if isinstance(index, slice) else found

    def decode(self, encoding: str = "utf-8", errors: str = "surrogateescape") -> str:
        return bytes(self).decode(encoding, errors)
