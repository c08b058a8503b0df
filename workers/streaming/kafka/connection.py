"""How to reach Kafka: frozen options and the one place that turns them into aiokafka's keyword arguments."""

import ssl
from dataclasses import dataclass, field
from typing import Any, Literal

from aiokafka.abc import AbstractTokenProvider
from aiokafka.helpers import create_ssl_context

from workers.errors import Fatal

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"]


@dataclass(frozen=True, slots=True)
class Tls:
    """TLS files in PEM format; with none of them the system's authorities are trusted."""

    ca_file: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None
    key_password: str | None = field(default=None, repr=False)
    check_hostname: bool = True


@dataclass(frozen=True, slots=True)
class Sasl:
    """SASL credentials: name and password, or (OAUTHBEARER) a provider of tokens."""

    mechanism: SaslMechanism
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    token_provider: AbstractTokenProvider | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """One Kafka cluster and how to be let in. Raises Fatal when the parts do not fit together."""

    bootstrap_servers: str = "localhost:9092"
    security_protocol: SecurityProtocol = "PLAINTEXT"
    tls: Tls | None = None
    sasl: Sasl | None = None
    client_id: str = "stringer"
    request_timeout_s: float = 10.0

    def __post_init__(self) -> None:
        """Check that protocol, TLS and SASL agree."""
        if not self.bootstrap_servers.strip():
            raise Fatal("bootstrap servers are empty: set them to host:port[,host:port...]")
        wants_sasl = self.security_protocol.startswith("SASL_")
        if wants_sasl and self.sasl is None:
            raise Fatal(f"security protocol {self.security_protocol} needs a SASL mechanism and credentials")
        if not wants_sasl and self.sasl is not None:
            raise Fatal(f"SASL is set, but the security protocol is {self.security_protocol}: use SASL_SSL")
        if self.tls is not None and not self.security_protocol.endswith("SSL"):
            raise Fatal(f"TLS is set, but the security protocol is {self.security_protocol}: use SSL or SASL_SSL")
        if self.sasl is not None:
            if self.sasl.mechanism == "OAUTHBEARER":
                if self.sasl.token_provider is None:
                    raise Fatal("SASL OAUTHBEARER needs a token provider")
            elif not (self.sasl.username and self.sasl.password):
                raise Fatal(f"SASL {self.sasl.mechanism} needs a username and a password")

    def client_arguments(self) -> dict[str, Any]:
        """Keyword arguments that every aiokafka client (consumer, producer, admin) takes.

        Raises:
            Fatal: a TLS file is missing or unreadable.
        """
        arguments: dict[str, Any] = {
            "bootstrap_servers": [server.strip() for server in self.bootstrap_servers.split(",") if server.strip()],
            "client_id": self.client_id,
            "request_timeout_ms": int(self.request_timeout_s * 1000),
            "security_protocol": self.security_protocol,
        }
        if self.security_protocol.endswith("SSL"):
            arguments["ssl_context"] = _ssl_context(self.tls or Tls())
        if self.sasl is not None:
            arguments["sasl_mechanism"] = self.sasl.mechanism
            arguments["sasl_plain_username"] = self.sasl.username
            arguments["sasl_plain_password"] = self.sasl.password
            arguments["sasl_oauth_token_provider"] = self.sasl.token_provider
        return arguments


def _ssl_context(tls: Tls) -> ssl.SSLContext:
    try:
        context: ssl.SSLContext = create_ssl_context(
            cafile=tls.ca_file,
            certfile=tls.certificate_file,
            keyfile=tls.key_file,
            password=tls.key_password,
        )
    except (OSError, ssl.SSLError) as error:
        raise Fatal(f"TLS files cannot be used: {error}") from error
    context.check_hostname = tls.check_hostname
    return context
