"""aiokafka's errors, translated into what the caller must do."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiokafka import errors as kafka
from aiokafka.errors import ConsumerStoppedError, IllegalOperation, KafkaError

from workers.errors import Fatal, Fenced, Retriable, StringerError
from workers.streaming.ports import RecordTooLarge

_FENCED = (kafka.ProducerFenced, kafka.InvalidProducerEpoch)
_TOO_LARGE = (kafka.MessageSizeTooLargeError, kafka.RecordListTooLargeError)
_FATAL = (
    kafka.AuthenticationFailedError,
    kafka.AuthenticationMethodNotSupported,
    kafka.ClusterAuthorizationFailedError,
    kafka.GroupAuthorizationFailedError,
    kafka.IncompatibleBrokerVersion,
    kafka.InvalidGroupIdError,
    kafka.InvalidSessionTimeoutError,
    kafka.InvalidTopicError,
    kafka.InvalidTransactionTimeout,
    kafka.OffsetMetadataTooLargeError,
    kafka.SaslAuthenticationFailed,
    kafka.TopicAuthorizationFailedError,
    kafka.TransactionalIdAuthorizationFailed,
    kafka.UnsupportedCodecError,
    kafka.UnsupportedSaslMechanismError,
    kafka.UnsupportedVersionError,
)
# AssertionError is how aiokafka reports that a transaction is not in the state the call expects; the producer is
# replaced after any error, so that state does not matter. ConsumerStoppedError and IllegalOperation are no KafkaErrors.
RAISED_BY_AIOKAFKA = (KafkaError, ConsumerStoppedError, IllegalOperation, OSError, AssertionError)


def translate(error: BaseException) -> StringerError:
    """The error as one of ours; its causes are looked through, since aiokafka wraps what its sender task raised."""
    chain = list(_chain(error))
    text = next((str(link) for link in chain if str(link)), "") or type(error).__name__
    for kinds, ours in ((_FENCED, Fenced), (_TOO_LARGE, RecordTooLarge), (_FATAL, Fatal)):
        for link in chain:
            if isinstance(link, kinds):
                return ours(f"{type(link).__name__}: {link}")
    return Retriable(f"{type(error).__name__}: {text}")


@contextmanager
def translated() -> Iterator[None]:
    """Raise what aiokafka raises inside as one of ours."""
    try:
        yield
    except RAISED_BY_AIOKAFKA as error:
        raise translate(error) from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
