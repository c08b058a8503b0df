"""What holds for every text: sections are in order, disjoint, and hold every character that is not blank."""

import time

from hypothesis import example, given
from hypothesis import strategies as st

from workers.extraction.segmentation import segment
from workers.extraction.segmentation.blocks import MAX_PIECE

PIECES = st.sampled_from(
    [
        *("\n", "\n\n", "\r\n", " ", "\t", "\u2028", "\x85", "\x1c", "\u200b", "\u00a0", "\ufeff"),
        *("Source:", "Quote from Olsen:", "Details:", "Advertisement:", "Photo:", "Read also:", "By Arne Holt"),
        *(" date 2023-06-10 ", "NAIROBI, March 3 (Agency) -", "Friday, July 21, 2017", "•", "* ", "—", "- "),
        *("Rain fell.", "he said", '"', "“", "”", "’", ".", "?", ":", "İ", "ß", "😀", "北京", "Иван", "ﷺ"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


@given(TEXTS, st.none() | st.text(max_size=40))
@example("", None)
@example("\n\n", None)
@example("Source:", "Source:")
def test_every_character_lies_in_one_section(text: str, title: str | None) -> None:
    position = 0
    for section in segment(text, title):
        assert position <= section.start < section.end <= len(text)
        assert not text[position : section.start].strip()
        assert section.start <= section.body.start <= section.body.end <= section.end
        assert section.body.end - section.body.start <= MAX_PIECE or section.role == "boilerplate"
        position = section.end
    assert not text[position:].strip()


def test_a_long_line_is_cut_at_sentence_ends() -> None:
    text = "Rain fell on the town. " * 5000
    bodies = [text[s.body.start : s.body.end] for s in segment(text)]
    assert len(bodies) > len(text) // (MAX_PIECE + 1)
    assert all(body.endswith("town.") for body in bodies)


def test_a_long_line_is_not_cut_inside_a_quotation_where_it_can_be_helped() -> None:
    text = ('She said: "Rain fell. It fell again. It never stopped." Nobody answered. ' * 200).strip()
    assert all(text[s.body.start : s.body.end].count('"') % 2 == 0 for s in segment(text))


def test_a_line_without_sentence_ends_or_blanks_is_cut_all_the_same() -> None:
    assert len(segment("x" * 100_000)) >= 100_000 // MAX_PIECE


def test_time_is_linear() -> None:
    def seconds(text: str) -> float:
        best = 1e9
        for _ in range(3):
            begun = time.process_time()
            segment(text)
            best = min(best, time.process_time() - begun)
        return best

    for unit in ("Rain fell. ", "Source: x ", "\n", " ", '"', "A- ", "photo by A "):
        small, large = unit * (20_000 // len(unit)), unit * (200_000 // len(unit))
        assert seconds(large) < 40 * max(seconds(small), 1e-3), unit
