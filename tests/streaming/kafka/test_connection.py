import ssl

import pytest

from workers.errors import Fatal
from workers.streaming.kafka.connection import Connection, Sasl, Tls
from workers.streaming.options import StreamingOptions


def test_servers_are_split_and_times_are_milliseconds() -> None:
    arguments = Connection(" a:1, b:2 ", request_timeout_s=1.5).client_arguments()
    assert arguments["bootstrap_servers"] == ["a:1", "b:2"]
    assert arguments["request_timeout_ms"] == 1500
    assert arguments["security_protocol"] == "PLAINTEXT"
    assert "ssl_context" not in arguments
    assert "sasl_mechanism" not in arguments


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_passwords_reach_the_client_and_no_text(mechanism) -> None:  # noqa: ANN001 - a literal type
    connection = Connection(security_protocol="SASL_SSL", sasl=Sasl(mechanism, "user", "hunter2"))
    arguments = connection.client_arguments()
    assert (arguments["sasl_mechanism"], arguments["sasl_plain_password"]) == (mechanism, "hunter2")
    assert isinstance(arguments["ssl_context"], ssl.SSLContext)
    assert arguments["ssl_context"].check_hostname
    assert "hunter2" not in repr(connection)


def test_host_names_are_checked_unless_told_otherwise() -> None:
    context = Connection(security_protocol="SSL", tls=Tls(check_hostname=False)).client_arguments()["ssl_context"]
    assert not context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"bootstrap_servers": " "}, "bootstrap servers are empty"),
        ({"security_protocol": "SASL_SSL"}, "needs a SASL mechanism"),
        ({"sasl": Sasl("PLAIN", "u", "p")}, "use SASL_SSL"),
        ({"tls": Tls()}, "use SSL or SASL_SSL"),
        ({"security_protocol": "SASL_SSL", "sasl": Sasl("PLAIN", "u")}, "needs a username and a password"),
        ({"security_protocol": "SASL_SSL", "sasl": Sasl("OAUTHBEARER")}, "needs a token provider"),
    ],
)
def test_parts_that_do_not_fit_are_told(arguments: dict, message: str) -> None:
    with pytest.raises(Fatal, match=message):
        Connection(**arguments)


def test_a_missing_certificate_is_told() -> None:
    connection = Connection(security_protocol="SSL", tls=Tls(ca_file="/nowhere/ca.pem"))
    with pytest.raises(Fatal, match="TLS files cannot be used"):
        connection.client_arguments()


@pytest.mark.parametrize(
    "options",
    [
        {"max_request_bytes": 10_000_000},
        {"call_timeout_s": 30.0},
        {"batch_max_records": 0},
        {"worker_deaths_to_dead_letter": 0},
    ],
)
def test_options_that_contradict_each_other_are_refused(options: dict) -> None:
    with pytest.raises(Fatal):
        StreamingOptions(**options)
