"""``stringer demo``: broker, topics, worker and seeds, from nothing to results."""
