from collections.abc import AsyncIterator

import pytest
from contract_backend import Backend, FakeBackend, KafkaBackend


@pytest.fixture(params=["fake", pytest.param("kafka", marks=pytest.mark.broker)])
async def backend(request: pytest.FixtureRequest) -> AsyncIterator[Backend]:
    if request.param == "fake":
        yield FakeBackend()
        return
    kafka = KafkaBackend(request.getfixturevalue("bootstrap_servers"))
    await kafka.open()
    yield kafka
    await kafka.close()
