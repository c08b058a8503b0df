"""``stringer tail``: records as they come."""
