"""Headers of a message that was sent to the raw topic again from a dead letter. UTF-8 text, all of them.

They stay on it should it become a dead letter once more, so that a letter tells its whole way.
"""

# How often the message was redriven.
REDRIVES = "x-redrives"
# The letter it was redriven from last: topic/partition/offset.
REDRIVEN_FROM = "x-redriven-from"
# Where it was received first, before it ever was a dead letter: topic/partition/offset.
FIRST_PLACE = "x-first-place"
# The timestamp it was received with first, in milliseconds since the epoch. The pipeline takes it for the record's own:
# an article without a date of its own is as old as it was, not as new as its redrive.
FIRST_TIMESTAMP = "x-first-timestamp-ms"
