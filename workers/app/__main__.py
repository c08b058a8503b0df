"""``python -m workers.app`` is ``stringer``."""

from workers.app.main import run

if __name__ == "__main__":
    run()
