"""The seed articles that ``stringer demo`` publishes.

In a checkout they are the folder ``seeds/``; a wheel carries a copy of it inside this package (``pyproject.toml``).
"""

from pathlib import Path

from workers.errors import Fatal

SUFFIXES = frozenset({".txt", ".jsonl", ".html"})


def seed_files() -> list[str]:
    """Return the paths of the seed articles, in order of their names.

    Raises:
        Fatal: there are none.
    """
    packaged = Path(__file__).with_name("seed_articles")
    checkout = Path(__file__).parents[3] / "seeds"
    folder = packaged if packaged.is_dir() else checkout
    found = sorted(str(path) for path in folder.glob("*") if path.suffix in SUFFIXES) if folder.is_dir() else []
    if not found:
        raise Fatal(f"no seed articles in {folder}: install Stringer again, or run it from a checkout")
    return found
