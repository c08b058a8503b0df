"""Every way in, on a real broker: SASL PLAIN, SCRAM and OAUTHBEARER, TLS with and without a client certificate."""

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.app.composition import connection_of
from workers.broker import LocalBroker
from workers.errors import Fatal, Retriable
from workers.ops.settings import Settings
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics

pytestmark = [
    pytest.mark.broker,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates"),
]

LOGIN = "org.apache.kafka.common.security"
PASSWORD = "opensesame"  # noqa: S105 - of a broker that lives for this test


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a key and a certificate of 127.0.0.1 that is its own authority."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=stringer test"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return key, cert


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def broker(pem: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    store = tmp_path_factory.mktemp("store") / "store.pem"
    store.write_text(pem[0].read_text() + pem[1].read_text())
    sasl = "listener.name.sasl"
    config = {
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER",
        f"{sasl}.plain.sasl.jaas.config": f'{LOGIN}.plain.PlainLoginModule required user_alice="{PASSWORD}";',
        f"{sasl}.scram-sha-256.sasl.jaas.config": f"{LOGIN}.scram.ScramLoginModule required;",
        f"{sasl}.scram-sha-512.sasl.jaas.config": f"{LOGIN}.scram.ScramLoginModule required;",
        # Without a key set, Kafka takes unsigned tokens; see its documentation, "SASL/OAUTHBEARER ... non-production".
        f"{sasl}.oauthbearer.sasl.jaas.config": f"{LOGIN}.oauthbearer.OAuthBearerLoginModule required"
        ' unsecuredLoginStringClaim_sub="broker";',
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(store),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(pem[1]),
        "listener.name.mutual.ssl.client.auth": "required",
    }
    listeners = {"SASL": "SASL_PLAINTEXT", "TLS": "SSL", "MUTUAL": "SSL"}
    with LocalBroker(config, listeners=listeners, scram_users={"alice": PASSWORD}) as running:
        yield running


async def use(**given: object) -> None:
    """Do something that needs to be let in."""
    await create_topics(connection_of(Settings.load(None, given)), [TopicPlan("t", 1)])


def sasl(broker: LocalBroker, mechanism: str, **given: object) -> dict[str, object]:
    where = {"bootstrap_servers": broker.address_of("SASL"), "security_protocol": "SASL_PLAINTEXT"}
    return {**where, "sasl_mechanism": mechanism, **given}


def part(claims: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
async def test_the_right_password_lets_in_and_a_wrong_one_is_fatal(broker: LocalBroker, mechanism: str) -> None:
    await use(**sasl(broker, mechanism, sasl_username="alice", sasl_password=PASSWORD))
    with pytest.raises(Fatal, match=r"refuses this client .*check the STRINGER_SASL_") as caught:
        await use(**sasl(broker, mechanism, sasl_username="alice", sasl_password="guess"))  # noqa: S106 - wrong
    assert "guess" not in str(caught.value)


async def test_a_token_lets_in_and_an_expired_one_does_not(broker: LocalBroker, tmp_path: Path) -> None:
    file = tmp_path / "token"
    for age_s, is_let_in in ((0, True), (7200, False)):
        issued = time.time() - age_s
        claims = {"sub": "alice", "iat": issued, "exp": issued + 3600}
        file.write_text(f"{part({'alg': 'none'})}.{part(claims)}.")
        given = sasl(broker, "OAUTHBEARER", oauth_token_file=file)
        if is_let_in:
            await use(**given)
        else:
            with pytest.raises(Retriable, match="a refused token looks like that"):
                await use(**given)


async def test_tls_with_the_right_authority(broker: LocalBroker, pem: tuple[Path, Path]) -> None:
    where = {"bootstrap_servers": broker.address_of("TLS"), "security_protocol": "SSL"}
    await use(**where, tls_ca_file=pem[1])
    with pytest.raises(Fatal, match=r"no TLS connection \(.*self.signed.*STRINGER_TLS_"):
        await use(**where)


async def test_tls_checks_the_name_unless_told_not_to(broker: LocalBroker, pem: tuple[Path, Path]) -> None:
    other_name = broker.address_of("TLS").replace("127.0.0.1", "localhost")
    where = {"bootstrap_servers": other_name, "security_protocol": "SSL", "tls_ca_file": pem[1]}
    await use(**where, tls_check_hostname=False)
    with pytest.raises(Fatal, match=r"no TLS connection \(.*localhost"):
        await use(**where)


async def test_a_client_certificate_where_one_is_asked_for(
    broker: LocalBroker, pem: tuple[Path, Path], tmp_path: Path
) -> None:
    where = {"bootstrap_servers": broker.address_of("MUTUAL"), "security_protocol": "SSL", "tls_ca_file": pem[1]}
    await use(**where, tls_certificate_file=pem[1], tls_key_file=pem[0])
    with pytest.raises((Fatal, Retriable)):
        await use(**where)
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    key, cert = certificate(stranger)
    with pytest.raises((Fatal, Retriable)):
        await use(**where, tls_certificate_file=cert, tls_key_file=key)


async def test_a_missing_certificate_file_is_named() -> None:
    with pytest.raises(Fatal, match="TLS files cannot be used"):
        await use(bootstrap_servers="127.0.0.1:1", security_protocol="SSL", tls_ca_file=Path("nowhere.pem"))
