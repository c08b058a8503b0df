from pathlib import Path

from workers.app.diff.store import ArticleStore


def test_pairs_come_in_the_order_of_the_keys_and_the_latest_record_counts(tmp_path: Path) -> None:
    with ArticleStore(tmp_path) as store:
        for key, value in ((b"b", b"old"), (b"d", b"4"), (b"a", b"1"), (b"b", b"2"), (b"e", b"5")):
            store.put("a", key, value)
        for key, value in ((b"c", b"3"), (b"b", b"2"), (b"a", b"other")):
            store.put("b", key, value)
        assert list(store.pairs()) == [(b"1", b"other"), (b"2", b"2"), (None, b"3"), (b"4", None), (b"5", None)]
        one, other = store.contents("a"), store.contents("b")
    assert (one.articles, one.records, other.articles, other.records) == (4, 5, 3, 3)


def test_a_tombstone_deletes(tmp_path: Path) -> None:
    with ArticleStore(tmp_path) as store:
        store.put("a", b"a", b"1")
        store.put("a", b"a", None)
        store.put("b", b"b", None)
        assert list(store.pairs()) == []


def test_equal_records_have_equal_digests_whatever_their_order(tmp_path: Path) -> None:
    records = [(b"key-%d" % number, b"value %d" % number) for number in range(100)]
    with ArticleStore(tmp_path) as store:
        for key, value in records:
            store.put("a", key, value)
        for key, value in reversed(records):
            store.put("b", key, value)
        assert len(list(store.pairs())) == 100
        assert store.contents("a").sha256 == store.contents("b").sha256


def test_what_key_and_value_hold_is_told_apart(tmp_path: Path) -> None:
    with ArticleStore(tmp_path) as store:
        store.put("a", b"ab", b"c")
        store.put("b", b"a", b"bc")
        assert len(list(store.pairs())) == 2
        assert store.contents("a").sha256 != store.contents("b").sha256
