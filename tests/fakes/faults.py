"""What a test may make a call to the fake broker do."""

import asyncio
from dataclasses import dataclass


class Silence(Exception):  # noqa: N818 - what the broker does
    """As a fault: the call never returns."""


@dataclass
class Fault:
    error: Exception
    takes_effect: bool


async def strike(fault: Fault) -> None:
    if isinstance(fault.error, Silence):
        await asyncio.Event().wait()
    raise fault.error
