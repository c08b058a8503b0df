import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from workers.ops.printable import lines, one_line

HARMLESS = "Zażółć — “quotes” 新闻 سلام नमस्ते é 👩‍👩‍👧 a\u00a0b soft\u00adhyphen"


def test_text_of_people_stays_as_it_is() -> None:
    assert one_line(HARMLESS) == HARMLESS
    assert lines(HARMLESS + "\nnext") == HARMLESS + "\nnext"


def test_what_steers_is_shown() -> None:
    assert one_line("\x1b[2J\x9b1A\r\n\x00\x7f\t\u202e\u2028\ud800") == (
        "\\x1b[2J\\x9b1A\\r\\n\\x00\\x7f\\t\\u202e\\u2028\\ud800"
    )
    assert lines("a\r\nb") == "a\\r\nb"


@given(st.text(alphabet=st.characters()))
def test_nothing_that_steers_is_left(text: str) -> None:
    shown = one_line(text)
    assert not [character for character in shown if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not [c for c in shown if unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"}]
    shown.encode()
    assert lines(text).replace("\n", "\\n") == shown
