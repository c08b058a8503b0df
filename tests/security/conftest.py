"""Secrets that can be recognised wherever they come out."""

import pytest
from pydantic import SecretStr

from workers.ops.settings import PREFIX, Settings

SECRET_SETTINGS = [name for name, field in Settings.model_fields.items() if SecretStr.__name__ in str(field.annotation)]


@pytest.fixture(scope="session")
def sentinels() -> dict[str, str]:
    """A value for each secret setting, by the name of its variable."""
    assert len(SECRET_SETTINGS) >= 4
    return {PREFIX + name.upper(): f"sentinel-{name}-8f2b" for name in SECRET_SETTINGS}
