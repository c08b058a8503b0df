"""``python -m workers.app`` is ``stringer``."""

from workers.app.launch import run

if __name__ == "__main__":
    run()
