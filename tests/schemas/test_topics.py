import pytest

from schemas.topics import CONTRACTS, ENRICHED, OUTPUTS, RAW, schema_uri, topic_name


def test_names_are_those_of_the_design() -> None:
    assert {stream: topic_name(stream) for stream in (*CONTRACTS, "dlq", "marks")} == {
        "raw": "news.articles.raw.v1",
        "enriched": "news.articles.enriched.v1",
        "quotes": "news.quotes.v1",
        "events": "news.events.v1",
        "dlq": "news.articles.raw.v1.dlq",
        "marks": "news.articles.raw.v1.dlq.marks",
    }


def test_the_prefix_stands_in_front() -> None:
    assert topic_name("quotes", "staging.") == "staging.news.quotes.v1"
    assert topic_name("dlq", "staging.") == "staging.news.articles.raw.v1.dlq"


def test_an_unknown_stream_is_an_error() -> None:
    with pytest.raises(KeyError):
        topic_name("comments")


def test_only_the_enriched_topic_is_compacted() -> None:
    assert [c.stream for c in CONTRACTS.values() if c.cleanup_policy == "compact"] == ["enriched"]
    assert RAW not in OUTPUTS


def test_schema_uris_name_the_schema_file() -> None:
    assert schema_uri(ENRICHED).endswith("/enriched-article.v1.json")
