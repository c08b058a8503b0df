"""The formats other tools write. The articles are made up; the field names are the formats' own."""

import pytest

from workers.pipeline.aliases import canonical

NEWS_PLEASE = {
    "authors": ["Ada Writer"],
    "date_download": "2023-06-11 08:00:00",
    "date_modify": None,
    "date_publish": "2023-06-10 14:00:00",
    "description": "They go on.",
    "filename": "https%3A%2F%2Fexample.org%2Ftalks.json",
    "image_url": None,
    "language": "en",
    "maintext": "The talks go on.",
    "source_domain": "example.org",
    "title": "Talks",
    "title_page": None,
    "url": "https://example.org/talks",
}
NEWS_ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://example.org/talks"},
    "headline": "Talks",
    "abstract": "They go on.",
    "articleBody": "The talks go on.",
    "datePublished": "2023-06-10T14:00:00Z",
    "author": [{"@type": "Person", "name": "Ada Writer"}, {"@type": "Person", "name": "Ben Writer"}],
    "publisher": {"@type": "NewsMediaOrganization", "name": "Example Post"},
    "inLanguage": {"@type": "Language", "name": "English", "alternateName": "en"},
    "identifier": {"@type": "PropertyValue", "propertyID": "cms", "value": 17},
}
NINJS_1 = {
    "uri": "tag:example.org,2023:talks",
    "type": "text",
    "versioncreated": "2023-06-10T14:00:00Z",
    "firstcreated": "2023-06-10T12:00:00Z",
    "byline": "Ada Writer",
    "headline": "Talks",
    "description_text": "They go on.",
    "body_text": "The talks go on.",
    "body_html": "<p>The talks go on.</p>",
    "language": "en",
    "version": 2,
    "source": "Example Post",
}
NINJS_2 = {
    "uri": "tag:example.org,2023:talks",
    "type": "text",
    "versionCreated": "2023-06-10T14:00:00Z",
    "by": "Ada Writer",
    "headlines": [{"role": "short", "value": "T."}, {"role": "main", "value": "Talks"}],
    "descriptions": [{"value": "They go on."}],
    "bodies": [
        {"role": "main", "contentType": "text/html", "value": "<p>The talks go on.</p>"},
        {"role": "main", "contentType": "text/plain", "value": "The talks go on."},
    ],
    "infosources": [{"name": "Example Post", "role": "source"}],
    "language": "en",
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            NEWS_PLEASE,
            {
                "text": "The talks go on.",
                "title": "Talks",
                "description": "They go on.",
                "url": "https://example.org/talks",
                "publisher": "example.org",
                "authors": ["Ada Writer"],
                "published_at": "2023-06-10 14:00:00",
                "language": "en",
            },
            id="news-please",
        ),
        pytest.param(
            NEWS_ARTICLE,
            {
                "id": "17",
                "text": "The talks go on.",
                "title": "Talks",
                "description": "They go on.",
                "url": "https://example.org/talks",
                "publisher": "Example Post",
                "authors": ["Ada Writer", "Ben Writer"],
                "published_at": "2023-06-10T14:00:00Z",
                "language": "en",
            },
            id="schema.org",
        ),
        pytest.param(
            NINJS_1,
            {
                "id": "tag:example.org,2023:talks",
                "text": "The talks go on.",
                "html": "<p>The talks go on.</p>",
                "title": "Talks",
                "description": "They go on.",
                "publisher": "Example Post",
                "authors": ["Ada Writer"],
                "published_at": "2023-06-10T14:00:00Z",
                "language": "en",
                "version": "2",
            },
            id="ninjs 1",
        ),
        pytest.param(
            NINJS_2,
            {
                "id": "tag:example.org,2023:talks",
                "text": "The talks go on.",
                "html": "<p>The talks go on.</p>",
                "title": "Talks",
                "description": "They go on.",
                "publisher": "Example Post",
                "authors": ["Ada Writer"],
                "published_at": "2023-06-10T14:00:00Z",
                "language": "en",
            },
            id="ninjs 2",
        ),
    ],
)
def test_formats(given: dict[str, object], expected: dict[str, object]) -> None:
    assert canonical(given).fields == expected


def test_the_fields_own_name_wins() -> None:
    found = canonical({"maintext": "b", "text": "a", "articleBody": "c"})
    assert found.fields == {"text": "a"}
    assert found.found_as == {"text": "text"}


@pytest.mark.parametrize("blank", [None, "", " \n", [], {}])
def test_blank_values_count_as_absent(blank: object) -> None:
    assert canonical({"text": blank, "maintext": "b"}).fields == {"text": "b"}


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ada Writer", ["Ada Writer"]),
        ({"name": "Ada Writer"}, ["Ada Writer"]),
        ([{"name": "Ada Writer"}, "Ben Writer"], ["Ada Writer", "Ben Writer"]),
        ({"@type": "Person"}, None),
        ([None, {"name": "Ada Writer"}], ["Ada Writer"]),
    ],
)
def test_authors(author: object, expected: object) -> None:
    assert canonical({"author": author}).fields.get("authors") == expected


@pytest.mark.parametrize("odd", [5, True, "text", {"value": 1}, [1, [2]], [{"value": {"a": 1}}]])
@pytest.mark.parametrize(
    "name", ["bodies", "headlines", "infosources", "publisher", "author", "identifier", "inLanguage"]
)
def test_odd_values_never_raise(name: str, odd: object) -> None:
    canonical({name: odd})
