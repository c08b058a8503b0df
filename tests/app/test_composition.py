from pathlib import Path

import pytest

from workers.app.composition import connection_of, streaming_options, topic_names, topic_plans
from workers.errors import Fatal
from workers.ops.settings import Settings
from workers.pipeline.limits import Limits


def settings(**given: object) -> Settings:
    return Settings.load(None, given)


def test_the_prefix_stands_before_every_topic() -> None:
    names = topic_names(settings(topic_prefix="staging."))
    assert names.raw == "staging.news.articles.raw.v1"
    assert names.dead_letters == "staging.news.articles.raw.v1.dlq"
    assert {names.enriched, names.quotes, names.events} == {
        "staging.news.articles.enriched.v1",
        "staging.news.quotes.v1",
        "staging.news.events.v1",
    }


def test_enriched_articles_are_compacted_and_the_rest_expires() -> None:
    plans = {plan.name: plan for plan in topic_plans(settings(topic_partitions=5, topic_retention_hours=2))}
    marks = plans.pop("news.articles.raw.v1.dlq.marks")
    assert marks.partitions == 1
    assert marks.configs["cleanup.policy"] == "compact"  # a mark must outlive its letter
    assert "retention.ms" not in marks.configs
    assert len(plans) == 5
    for name, plan in plans.items():
        assert plan.partitions == 5
        if name == "news.articles.enriched.v1":
            assert plan.configs["cleanup.policy"] == "compact"
            assert "retention.ms" not in plan.configs
        else:
            assert plan.configs["cleanup.policy"] == "delete"
            assert plan.configs["retention.ms"] == "7200000"


def test_every_message_that_can_be_read_fits_the_dead_letter_topic_and_the_producer() -> None:
    given = settings(max_message_bytes=5_000_000)
    plans = {plan.name: int(plan.configs["max.message.bytes"]) for plan in topic_plans(given)}
    raw, dead = plans["news.articles.raw.v1"], plans["news.articles.raw.v1.dlq"]
    assert 5_000_000 < raw < dead
    assert dead <= streaming_options(given).max_request_bytes


def test_defaults_agree_with_the_pipeline() -> None:
    given, limits = settings(), Limits()
    assert given.max_message_bytes == limits.max_message_bytes
    assert given.max_text_chars == limits.max_text_chars
    assert given.max_record_bytes == limits.max_record_bytes


def test_options_follow_the_settings() -> None:
    options = streaming_options(
        settings(
            group="g",
            slots=3,
            byte_budget=1000,
            batch_max_records=7,
            drain_timeout_s=4,
            transaction_timeout_s=6,
            process_timeout_s=9,
        )
    )
    assert (options.group_id, options.pool.slots, options.byte_budget, options.batch_max_records) == ("g", 3, 1000, 7)
    assert (options.drain_timeout_s, options.transaction_timeout_s, options.pool.process_timeout_s) == (4, 6, 9)
    assert options.call_timeout_s <= options.transaction_timeout_s
    assert options.pipeline_version


def test_scram_over_tls() -> None:
    connection = connection_of(
        settings(
            security_protocol="SASL_SSL",
            sasl_mechanism="SCRAM-SHA-512",
            sasl_username="alice",
            sasl_password="secret",  # noqa: S106 - of nobody
            tls_ca_file=Path("ca.pem"),
            tls_check_hostname=False,
        )
    )
    assert connection.sasl is not None
    assert (connection.sasl.username, connection.sasl.password) == ("alice", "secret")
    assert connection.tls is not None
    assert (connection.tls.ca_file, connection.tls.check_hostname) == ("ca.pem", False)
    assert "secret" not in repr(connection)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"security_protocol": "SASL_SSL"}, "needs a SASL mechanism"),
        ({"sasl_mechanism": "PLAIN", "sasl_username": "a", "sasl_password": "b"}, "use SASL_SSL"),
        ({"security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN"}, "needs a username and a password"),
        ({"security_protocol": "SASL_SSL", "sasl_mechanism": "OAUTHBEARER"}, "STRINGER_OAUTH_TOKEN_FILE"),
    ],
)
def test_settings_that_do_not_fit_together_say_what_is_missing(given: dict[str, object], message: str) -> None:
    with pytest.raises(Fatal, match=message):
        connection_of(settings(**given))
