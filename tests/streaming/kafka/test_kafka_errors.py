import pytest
from aiokafka import errors as kafka

from workers.errors import Fatal, Fenced, Retriable
from workers.streaming.kafka.errors import translate, translated
from workers.streaming.ports import RecordTooLarge


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (kafka.ProducerFenced(), Fenced),
        (kafka.InvalidProducerEpoch(), Fenced),
        (kafka.MessageSizeTooLargeError("x"), RecordTooLarge),
        (kafka.RecordListTooLargeError(), RecordTooLarge),
        (kafka.TopicAuthorizationFailedError("raw"), Fatal),
        (kafka.TransactionalIdAuthorizationFailed("id"), Fatal),
        (kafka.GroupAuthorizationFailedError("g"), Fatal),
        (kafka.UnsupportedCodecError("lz4"), Fatal),
        (kafka.NotEnoughReplicasError(), Retriable),
        (kafka.KafkaConnectionError("x"), Retriable),
        (kafka.InvalidProducerIdMapping(), Retriable),
        (kafka.OutOfOrderSequenceNumber(), Retriable),
        (ConnectionResetError("x"), Retriable),
        (AssertionError("invalid state transition"), Retriable),
    ],
)
def test_each_error_says_what_to_do(error: Exception, ours: type[Exception]) -> None:
    assert type(translate(error)) is ours


def test_the_cause_that_aiokafka_wraps_counts() -> None:
    wrapped = kafka.KafkaError("Unexpected error during batch delivery")
    wrapped.__cause__ = kafka.TopicAuthorizationFailedError("raw")
    assert isinstance(translate(wrapped), Fatal)


def test_other_errors_pass() -> None:
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError


def test_a_translated_error_keeps_its_cause() -> None:
    with pytest.raises(Retriable, match="nobody there") as caught, translated():
        raise kafka.KafkaConnectionError("nobody there")
    assert isinstance(caught.value.__cause__, kafka.KafkaConnectionError)
