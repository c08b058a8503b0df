"""The chaos tests share the counting, and the worker whose ids can be broken, with the chaos benchmark."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "benchmarks"))
