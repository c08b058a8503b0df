"""Stringer: the world's news stream as structured quotes and events."""

__version__ = "0.1.0"
