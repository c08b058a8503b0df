"""``stringer worker``: the Faust application that hosts the streaming runtime."""
