"""``stringer replay``: a range of the raw topic once more."""
