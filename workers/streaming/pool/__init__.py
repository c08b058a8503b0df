"""Extraction in processes of its own: a crash, a hang or a leak takes one slot and names its article."""
