"""The processor of this process, loaded at first use and kept."""

from functools import cache

from workers.pipeline.process import Processor, open_processor


@cache
def processor() -> Processor:
    """Return the processor; the first call takes a second or two."""
    return open_processor()
