"""``stringer dlq``: dead letters, listed, shown, sent again and purged."""
