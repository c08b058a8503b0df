import uuid

import pytest

from workers.broker import node_settings


def test_an_id_never_looks_like_an_option_of_the_storage_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    """One in 64 did: no broker, and no test that needs one, started then."""
    monkeypatch.setattr(node_settings.uuid, "uuid4", lambda: uuid.UUID(bytes=b"\xfb" * 16))
    (seat,) = node_settings.take_seats(1, {"CONTROLLER": "PLAINTEXT", "CLIENT": "PLAINTEXT"})
    assert seat.cluster_id[0].isalpha()
    assert len(seat.cluster_id) == 22
