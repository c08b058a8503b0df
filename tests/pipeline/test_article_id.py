import pytest

from workers.pipeline.article_id import article_id, canonical_url, part_id


@pytest.mark.parametrize(
    "spelling",
    [
        "https://example.org/world/talks?page=2",
        "http://example.org/world/talks?page=2",
        "HTTPS://Example.ORG:443/world/talks?page=2",
        "http://example.org:80/world/talks/?page=2#comments",
        "https://example.org/world/talks?utm_source=feed&page=2&fbclid=abc",
        "  https://example.org/world/talks?page=2\n",
        "https://reader@example.org/world/talks?page=2",
    ],
)
def test_spellings_of_one_page(spelling: str) -> None:
    assert canonical_url(spelling) == "https://example.org/world/talks?page=2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/a", "https://example.com/a"),
        ("https://example.org:8080/a", "https://example.org/a"),
    ],
)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize("odd", ["tag:example.org,2023:a", "not a url", "https://", "https://[::1", "http://a:port/"])
def test_what_is_no_web_address_stays(odd: str) -> None:
    assert canonical_url(odd) == odd


def test_ids_are_fixed_for_ever() -> None:
    # A change here orphans every record published before.
    assert article_id("https://example.org/talks", "x") == "5bafa847-8ee0-5a32-a638-1dfc991e244a"
    assert article_id(None, "The talks go on.") == "cc0c52e1-52ff-5ac6-ae25-8dfc32e484bf"
    assert part_id("a-1", "quote", 0, 5) == "2ff0daeb-2249-56c2-8bd5-919580be47fd"


def test_parts_cannot_run_into_each_other() -> None:
    assert part_id("a", "quote", 1, 23) != part_id("a", "quote", 12, 3)
    assert part_id("a", "quote", 1) != part_id("a", "event", 1)
