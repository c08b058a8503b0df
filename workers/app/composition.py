"""From settings to the parts of the worker: the only place that knows both."""

from importlib.metadata import version
from pathlib import Path

from pydantic import SecretStr

from schemas.topics import CONTRACTS, topic_name
from workers.errors import Fatal
from workers.ops.settings import Settings
from workers.pipeline.limits import Limits
from workers.streaming.kafka.connection import Connection, Sasl, Tls
from workers.streaming.kafka.topics_admin import TopicPlan
from workers.streaming.options import BreakerOptions, PoolOptions, StreamingOptions, TopicNames

MS_PER_HOUR = 3_600_000
# A record on the wire is a batch with its own header, key and headers; a dead letter adds its reason to them.
BATCH_OVERHEAD_BYTES = 65_536


def connection_of(settings: Settings) -> Connection:
    """Return how to reach Kafka.

    Raises:
        Fatal: protocol, TLS and SASL settings do not fit together.
    """
    tls = None
    if settings.security_protocol.endswith("SSL"):
        tls = Tls(
            ca_file=_path(settings.tls_ca_file),
            certificate_file=_path(settings.tls_certificate_file),
            key_file=_path(settings.tls_key_file),
            key_password=_secret(settings.tls_key_password),
            check_hostname=settings.tls_check_hostname,
        )
    return Connection(
        bootstrap_servers=settings.bootstrap_servers,
        security_protocol=settings.security_protocol,
        tls=tls,
        sasl=_sasl(settings),
        client_id=settings.client_id,
    )


def _sasl(settings: Settings) -> Sasl | None:
    if settings.sasl_mechanism is None:
        return None
    if settings.sasl_mechanism != "OAUTHBEARER":
        return Sasl(
            mechanism=settings.sasl_mechanism,
            username=settings.sasl_username,
            password=_secret(settings.sasl_password),
        )
    from workers.streaming.kafka.oauth import ClientCredentials, TokenEndpoint, TokenFile  # noqa: PLC0415 - rarely needed

    if settings.oauth_token_file is not None:
        return Sasl(mechanism="OAUTHBEARER", token_provider=TokenFile(settings.oauth_token_file))
    secret = _secret(settings.oauth_client_secret)
    if settings.oauth_token_url and settings.oauth_client_id and secret:
        credentials = ClientCredentials(settings.oauth_client_id, secret, settings.oauth_scope)
        return Sasl(mechanism="OAUTHBEARER", token_provider=TokenEndpoint(settings.oauth_token_url, credentials))
    raise Fatal(
        "SASL OAUTHBEARER needs STRINGER_OAUTH_TOKEN_FILE, or STRINGER_OAUTH_TOKEN_URL with STRINGER_OAUTH_CLIENT_ID"
        " and STRINGER_OAUTH_CLIENT_SECRET"
    )


def topic_names(settings: Settings) -> TopicNames:
    """Return the full names of the topics."""
    prefix = settings.topic_prefix
    return TopicNames(
        raw=topic_name("raw", prefix),
        dead_letters=topic_name("dlq", prefix),
        enriched=topic_name("enriched", prefix),
        quotes=topic_name("quotes", prefix),
        events=topic_name("events", prefix),
        marks=topic_name("marks", prefix),
    )


def topic_plans(settings: Settings) -> list[TopicPlan]:
    """Return the topics as they should be: raw, enriched, quotes, events, dead letters and their marks."""
    raw_bytes = settings.max_message_bytes + BATCH_OVERHEAD_BYTES
    sizes = {"raw": raw_bytes, "dlq": raw_bytes + BATCH_OVERHEAD_BYTES}
    record_bytes = settings.max_record_bytes + BATCH_OVERHEAD_BYTES
    plans: list[TopicPlan] = []
    for stream in (*CONTRACTS, "dlq"):
        policy = CONTRACTS[stream].cleanup_policy if stream in CONTRACTS else "delete"
        configs = {"cleanup.policy": policy, "max.message.bytes": str(sizes.get(stream, record_bytes))}
        if policy == "delete":
            configs["retention.ms"] = str(settings.topic_retention_hours * MS_PER_HOUR)
        name = topic_name(stream, settings.topic_prefix)
        plans.append(TopicPlan(name, settings.topic_partitions, settings.topic_replication, configs))
    marks = {"cleanup.policy": "compact", "max.message.bytes": str(BATCH_OVERHEAD_BYTES)}
    plans.append(TopicPlan(topic_name("marks", settings.topic_prefix), 1, settings.topic_replication, marks))
    return plans


def limits_of(settings: Settings) -> Limits:
    """Return the pipeline's limits."""
    return Limits(
        max_message_bytes=settings.max_message_bytes,
        max_text_chars=settings.max_text_chars,
        max_record_bytes=settings.max_record_bytes,
    )


def streaming_options(settings: Settings) -> StreamingOptions:
    """Return the options of the runtime; what no setting covers keeps its default."""
    pool = PoolOptions(
        slots=settings.slots,
        process_timeout_s=settings.process_timeout_s,
        kill_rss_bytes=settings.process_max_rss_bytes,
        recycle_rss_bytes=settings.process_max_rss_bytes // 2,
    )
    return StreamingOptions(
        group_id=settings.group,
        group_instance_id=settings.group_instance_id,
        pipeline_version=version("stringer"),
        pool=pool,
        breaker=BreakerOptions(
            share=settings.breaker_share, window=settings.breaker_window, minimum=settings.breaker_minimum
        ),
        batch_max_records=settings.batch_max_records,
        batch_max_bytes=settings.batch_max_bytes,
        byte_budget=settings.byte_budget,
        max_message_bytes=settings.max_message_bytes,
        max_request_bytes=max(settings.max_message_bytes, settings.max_record_bytes) + 2 * BATCH_OVERHEAD_BYTES,
        transaction_timeout_s=settings.transaction_timeout_s,
        call_timeout_s=min(settings.transaction_timeout_s, StreamingOptions().call_timeout_s),
        session_timeout_s=settings.session_timeout_s,
        drain_timeout_s=settings.drain_timeout_s,
        stall_s=settings.stall_s,
    )


def _path(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _secret(secret: SecretStr | None) -> str | None:

    return None if secret is None else secret.get_secret_value()
