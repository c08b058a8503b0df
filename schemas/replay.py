"""The mark of replayed records."""

# Header of every record that a replay wrote, dead letters included: the replay's id, UTF-8. Live records have none.
REPLAY_ID = "x-replay-id"
