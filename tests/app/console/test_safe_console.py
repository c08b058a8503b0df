import io

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from workers.app.console.safe_console import printing_safely

HOSTILE = "a\x1b]0;owned\x07\x1b[2J\x9b31mb\u202ec\rd"
SHOWN = "a\\x1b]0;owned\\x1b[2J\\x9b31mb\\u202ec"  # Rich itself drops the bell and the carriage return


def printed(*objects: object, terminal: bool = False, **options: object) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=200, force_terminal=terminal, highlight=False, color_system="standard" if terminal else None
    )
    printing_safely(console).print(*objects, **options)  # type: ignore[arg-type] # whatever print takes
    return out.getvalue()


def test_hostile_text_is_shown_wherever_it_stands() -> None:
    table = Table(HOSTILE)
    table.add_row(Text(HOSTILE))
    for shown in (printed(HOSTILE, markup=False), printed(Text(HOSTILE), soft_wrap=True), printed(table)):
        assert SHOWN in shown
        assert not set(shown) & set("\x1b\x07\x9b\r\u202e")


def test_styles_and_several_lines_still_work() -> None:
    assert printed(Text("one\ntwo", style="red"), terminal=True) == "\x1b[31mone\x1b[0m\n\x1b[31mtwo\x1b[0m\n"


def test_a_table_is_as_wide_as_its_text() -> None:
    table = Table("n", box=None, pad_edge=False)
    table.add_row("abc")
    assert [line.rstrip() for line in printed(table).splitlines()] == ["n", "abc"]


def test_progress_bars_still_draw() -> None:
    out = io.StringIO()
    console = printing_safely(Console(file=out, width=80, force_terminal=True))
    with Progress(console=console) as progress:
        progress.add_task("reading", total=1, completed=1)
        console.print(Text(HOSTILE))
    assert "reading" in out.getvalue()
    assert "\x1b]0" not in out.getvalue()
    assert "\\x1b]0" in out.getvalue()
