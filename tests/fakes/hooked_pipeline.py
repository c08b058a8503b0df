"""The real pipeline with a hook for tests: a text that asks for it takes its process down on the way.

The product has no such hook; this module is named as the processor factory by the tests that need it.
"""

from collections.abc import Sequence

from fakes.processor import EchoProcessor

from workers.errors import Rejection
from workers.messages import InputMessage, OutputRecord
from workers.pipeline.process import Processor, open_processor

_ASKING = (b"ABORT", b"HANG", b"EAT", b"KILLPARENT")


class HookedPipeline:
    def __init__(self, processor: Processor) -> None:
        self._processor = processor
        self._damage = EchoProcessor()

    def process_many(self, messages: Sequence[InputMessage]) -> list[tuple[OutputRecord, ...] | Rejection]:
        for message in messages:
            if message.value.startswith(_ASKING):
                self._damage.process_many([message])
        return list(self._processor.process_many(messages))


def open_hooked() -> HookedPipeline:
    return HookedPipeline(open_processor())
