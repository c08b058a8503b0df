"""Write the golden files anew: ``python -m tests.golden.regenerate``. Read the diff before you commit it."""

import sys

from tests.golden.golden_files import ROOT, goldens, render


def main() -> None:
    """Write each golden file that changed and name it."""
    known = {golden.expected for golden in goldens()}
    for folder in {path.parent for path in known}:
        folder.mkdir(exist_ok=True)
        for stray in set(folder.glob("*.json")) - known:
            stray.unlink()
            sys.stdout.write(f"removed {stray.relative_to(ROOT)}\n")
    for golden in goldens():
        content = render(golden.articles)
        if not golden.expected.exists() or golden.expected.read_bytes() != content:
            golden.expected.write_bytes(content)
            sys.stdout.write(f"wrote {golden.expected.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
