"""Settings: environment variables ``STRINGER_*`` over a TOML or ``.env`` file over the defaults below."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from workers.errors import Fatal

PREFIX = "STRINGER_"
CONFIG_VARIABLE = "STRINGER_CONFIG"

Seconds = Annotated[float, Field(gt=0)]
Bytes = Annotated[int, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class Settings(BaseSettings):
    """Everything that a deployment may set; the description of each field is what ``stringer config`` shows."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    # Kafka
    bootstrap_servers: str = Field(
        "127.0.0.1:9092", min_length=1, description="host:port[,host:port...] of the cluster"
    )
    client_id: str = Field("stringer", min_length=1, description="how clients name themselves to the brokers")
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="how connections are secured"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] | None = Field(
        None, description="how clients log in, with a SASL protocol"
    )
    sasl_username: str | None = Field(None, description="user for PLAIN and SCRAM")
    sasl_password: SecretStr | None = Field(None, description="password for PLAIN and SCRAM")
    oauth_token_file: Path | None = Field(None, description="OAUTHBEARER: file that holds the current token")
    oauth_token_url: str | None = Field(None, description="OAUTHBEARER: token endpoint (client credentials)")
    oauth_client_id: str | None = Field(None, description="OAUTHBEARER: client id for the token endpoint")
    oauth_client_secret: SecretStr | None = Field(None, description="OAUTHBEARER: client secret")
    oauth_scope: str | None = Field(None, description="OAUTHBEARER: scope to ask for")
    tls_ca_file: Path | None = Field(None, description="PEM authorities; unset: the system's")
    tls_certificate_file: Path | None = Field(None, description="PEM client certificate")
    tls_key_file: Path | None = Field(None, description="PEM key of the client certificate")
    tls_key_password: SecretStr | None = Field(None, description="password of the key")
    tls_check_hostname: bool = Field(True, description="whether the brokers' names must match their certificates")

    # Topics
    topic_prefix: str = Field("", pattern=r"^[A-Za-z0-9._-]*$", description="in front of every topic's name")
    topic_partitions: Count = Field(8, description="partitions of topics that are created")
    topic_replication: Annotated[int, Field(ge=-1)] = Field(
        -1, description="replicas of topics that are created; -1: the cluster's default"
    )
    topic_retention_hours: Count = Field(168, description="retention of created topics that are not compacted")
    topics_at_start: Literal["create", "check", "ignore"] = Field(
        "check", description="what the worker does about its topics before it reads"
    )

    # Streaming
    group: str = Field("stringer", min_length=1, description="consumer group and start of the transactional ids")
    group_instance_id: str | None = Field(
        None,
        min_length=1,
        pattern=r"^[A-Za-z0-9._-]*$",
        description="a name that only this worker has, also after a restart: restarts then make no rebalance",
    )
    slots: Annotated[int, Field(ge=0)] = Field(0, description="NLP processes; 0: one per core")
    byte_budget: Bytes = Field(64_000_000, description="raw bytes in memory before partitions pause")
    batch_max_records: Count = Field(32, description="messages per transaction at most")
    batch_max_bytes: Bytes = Field(1_000_000, description="raw bytes per transaction at most")
    drain_timeout_s: Seconds = Field(20.0, description="time for work in flight on a rebalance and on stop")
    session_timeout_s: Seconds = Field(20.0, description="silence after which the group gives partitions away")
    transaction_timeout_s: Seconds = Field(20.0, description="age at which the coordinator aborts a transaction")
    process_timeout_s: Seconds = Field(30.0, description="time for a micro-batch before its process is killed")
    process_max_rss_bytes: Bytes = Field(2_000_000_000, description="memory at which an NLP process is killed")
    stall_s: Seconds = Field(
        300.0, description="no progress with work at hand for this long: the worker ends with status 1"
    )

    # Breaker: too many dead letters stop the worker
    breaker_share: Annotated[float, Field(ge=0, le=1)] = Field(
        0.5, description="share of dead letters among recent messages above which the worker stops; 1: never"
    )
    breaker_window: Count = Field(1000, description="messages that are recent")
    breaker_minimum: Count = Field(200, description="messages there must be before the worker may stop")

    # Messages; larger ones are dead letters
    max_message_bytes: Bytes = Field(4 * 1024 * 1024, description="largest raw message that is read")
    max_text_chars: Bytes = Field(300_000, description="longest article text that is processed")
    max_record_bytes: Bytes = Field(1_000_000, description="largest record that is published")

    # Operations
    web_bind: str = Field("127.0.0.1", min_length=1, description="address of /livez, /readyz and /metrics")
    web_port: Annotated[int, Field(ge=0, le=65535)] = Field(6066, description="their port; 0: no web server")
    web_token: SecretStr | None = Field(
        None, description="what clients must show as `Authorization: Bearer`; required off loopback"
    )
    web_hosts: str = Field("", description="host names by which clients call the views, beside addresses and localhost")
    log_format: Literal["auto", "json", "console"] = Field("auto", description="auto: console on a terminal")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level logged")

    @field_validator("bootstrap_servers", "oauth_token_url")
    @classmethod
    def _without_login(cls, value: str | None) -> str | None:
        """Keep passwords out of addresses: addresses are shown in errors and logs."""
        if value is not None and "@" in value:
            raise ValueError("must not hold a user or password: there are settings of their own for them")
        return value

    @classmethod
    def load(cls, config: Path | None = None, overrides: Mapping[str, object] | None = None) -> Self:
        """Read the settings.

        Args:
            config: a ``.toml`` file with the fields' names as keys, or else a file of ``STRINGER_NAME=value`` lines.
            overrides: fields given on the command line; None values are left out.

        Raises:
            Fatal: the file is missing or a setting is wrong; one line that names each setting.
        """
        if config is not None and not config.is_file():
            raise Fatal(f"there is no settings file {config}")
        given = {name: value for name, value in (overrides or {}).items() if value is not None}

        class _FromFile(cls):  # type: ignore[valid-type,misc] # a class per file is how pydantic-settings takes sources
            @classmethod
            def settings_customise_sources(
                cls,
                settings_cls: type[BaseSettings],
                init_settings: PydanticBaseSettingsSource,
                env_settings: PydanticBaseSettingsSource,
                dotenv_settings: PydanticBaseSettingsSource,
                file_secret_settings: PydanticBaseSettingsSource,
            ) -> tuple[PydanticBaseSettingsSource, ...]:
                del dotenv_settings, file_secret_settings
                if config is None:
                    return init_settings, env_settings
                if config.suffix == ".toml":
                    return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config)
                return init_settings, env_settings, DotEnvSettingsSource(settings_cls, config)

        try:
            found = _FromFile(**given)
        except ValidationError as error:
            raise Fatal(_one_line(error, config)) from None
        except ValueError as error:  # not TOML
            raise Fatal(f"settings file {config}: {error}") from None
        values = {name: getattr(found, name) for name in cls.model_fields}
        return cls.model_construct(_fields_set=set(found.model_fields_set), **values)

    def secrets(self) -> dict[str, str]:
        """Return the secret settings that are set, in clear, by the name of their variable."""
        return {
            PREFIX + name.upper(): value.get_secret_value()
            for name in type(self).model_fields
            if isinstance(value := getattr(self, name), SecretStr)
        }

    def child_environment(self) -> dict[str, str]:
        """Variables for the NLP processes, which read their limits from the environment."""
        return {
            f"{PREFIX}{name.upper()}": str(getattr(self, name))
            for name in ("max_message_bytes", "max_text_chars", "max_record_bytes")
        }


class Effective(BaseModel):
    """A setting as it stands: secrets are redacted, ``source`` is ``default`` or ``set``."""

    name: str
    variable: str
    value: str | int | float | bool | None
    source: Literal["default", "set"]
    description: str


def effective(settings: Settings) -> list[Effective]:
    """Return every setting, redacted, in the order of their definition."""
    found: list[Effective] = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = str(value) if isinstance(value, SecretStr | Path) else value
        source: Literal["default", "set"] = "set" if name in settings.model_fields_set else "default"
        found.append(
            Effective(
                name=name,
                variable=PREFIX + name.upper(),
                value=shown,
                source=source,
                description=field.description or "",
            )
        )
    return found


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Return variables that look like settings and are none: a typing error, or Kubernetes' service links."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG_VARIABLE}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _one_line(error: ValidationError, config: Path | None) -> str:
    parts: list[str] = []
    for item in error.errors(include_url=False, include_context=False):
        name = str(item["loc"][0]) if item["loc"] else "settings"
        if item["type"] == "extra_forbidden":
            parts.append(f"{config}: there is no setting {name}")
            continue
        field = Settings.model_fields.get(name)
        secret = (field is not None and "SecretStr" in str(field.annotation)) or "@" in str(item["input"])
        got = "" if secret else f", not {item['input']!r}"
        reason = item["msg"].removeprefix("Input ").removeprefix("Value error, ")
        parts.append(f"{PREFIX}{name.upper()} {reason}{got}")
    return "; ".join(parts)
