"""How fast this machine takes a sample of the messages, for the plan's estimate."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from workers.errors import Fatal
from workers.messages import InputMessage
from workers.streaming.options import PoolOptions
from workers.streaming.pool.process_pool import ProcessPool

_DEADLINE_S = 30.0
_MESSAGES = 40


async def bytes_per_second(options: PoolOptions, sample: Sequence[InputMessage]) -> float | None:
    """Process up to forty messages of the sample in one NLP process of its own.

    The first message is left out of the measurement: it pays for what the model does at its first use.

    Returns:
        Raw bytes that one slot takes in a second; None when it could not be measured within half a minute.

    Raises:
        Fatal: the extraction cannot be started.
    """
    chosen = list(sample[:: max(1, len(sample) // _MESSAGES)])[:_MESSAGES]
    if not chosen:
        return None
    first, rest = chosen[:1], chosen[1:] or chosen
    pool = ProcessPool(replace(options, slots=1))
    pool.start()
    try:
        async with asyncio.timeout(options.start_timeout_s + _DEADLINE_S):
            await pool.wait_ready()
            await pool.submit(first).outcomes()
            begun = time.monotonic()
            await pool.submit(rest).outcomes()
            took_s = time.monotonic() - begun
    except TimeoutError:
        return None
    except Fatal as error:
        raise Fatal(f"no estimate and no replay: {error}") from error
    finally:
        await pool.stop()
    return sum(len(message.value) for message in rest) / took_s if took_s > 0 else None
