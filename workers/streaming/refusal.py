"""Messages that cannot go to the pool at all."""

from workers.errors import Rejection
from workers.streaming.kafka.header_names import is_valid_name, valid_name
from workers.streaming.ports import ReceivedRecord


def refusal(record: ReceivedRecord, max_message_bytes: int) -> Rejection | None:
    """Why the record becomes a dead letter unread, None when it need not."""
    if record.value is None:
        return Rejection("receive", "NullValue", "the record has no value; an article was expected")
    size = len(record.value)
    if size > max_message_bytes:
        return Rejection("receive", "MessageTooLarge", f"the message has {size} bytes, more than {max_message_bytes}")
    for name, _ in record.headers:
        if not is_valid_name(name):
            text = f"a header's name is not UTF-8; it is written out in the dead letter: {valid_name(name)}"
            return Rejection("receive", "InvalidHeaderName", text)
    return None
