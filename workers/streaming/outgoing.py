"""What a processed record becomes on the wire."""

from workers.errors import Rejection
from workers.streaming.dead_letters.sent import dead_letter
from workers.streaming.options import TopicNames
from workers.streaming.ports import Outcome, OutgoingRecord, ReceivedRecord


def outgoing_records(
    record: ReceivedRecord, outcome: Outcome, topics: TopicNames, pipeline_version: str
) -> list[OutgoingRecord]:
    """The records to publish: the pipeline's, each on the topic of its stream, or the one dead letter."""
    if isinstance(outcome.result, Rejection):
        letter = dead_letter(
            record,
            outcome.result,
            topic=topics.dead_letters,
            attempts=outcome.attempts,
            pipeline_version=pipeline_version,
        )
        return [letter]
    return [
        OutgoingRecord(topics.of_stream(output.stream), output.key, output.value, output.headers)
        for output in outcome.result
    ]
