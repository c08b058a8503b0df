"""``stringer status``: lag, members and the ledger of a group."""
