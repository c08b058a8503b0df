"""A console that shows control characters in what it prints instead of sending them to the terminal.

Topics, ids, headers and texts come from strangers; Rich passes the escape character through, and with it commands that
move the cursor, rename the window or fill the clipboard. Rich's own commands (colours, progress bars) are no text and
stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.measure import Measurement
from rich.segment import Segment

from workers.ops.printable import lines


def printing_safely(console: Console) -> Console:
    """Make everything printed on the console harmless and return it."""
    console.push_render_hook(_SafeHook())
    return console


@dataclass(frozen=True, slots=True)
class _Safe:
    inner: ConsoleRenderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self.inner, options):
            yield segment if segment.control else Segment(lines(segment.text), segment.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.inner)


class _SafeHook(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Safe(renderable) for renderable in renderables]
