from workers.app.articles.files import FileMessage
from workers.app.articles.outgoing import outgoing
from workers.errors import Rejection
from workers.messages import InputMessage
from workers.pipeline.decode import decode
from workers.pipeline.limits import Limits

JSON = (("content-type", b"application/json"),)
GOOD = FileMessage("f:1", InputMessage(b'{"id": "a1", "text": "The port reopens."}', headers=JSON))
NO_ID = FileMessage("f:2", InputMessage(b"The port reopens on Monday."))
BAD = FileMessage("f:3", InputMessage(b'{"text": 5}', headers=JSON))


def test_the_key_is_the_id_that_the_pipeline_derives_and_the_bytes_stay_as_they_are() -> None:
    refused: list[tuple[str, Rejection]] = []
    first, second = outgoing([GOOD, NO_ID], Limits(), refused)
    assert (first.place, first.key, first.value, first.headers) == ("f:1", b"a1", GOOD.message.value, JSON)
    decoded = decode(NO_ID.message, Limits())
    assert not isinstance(decoded, Rejection)
    assert second.key == decoded.id.encode()
    assert refused == []


def test_what_cannot_be_processed_is_refused_with_its_place_and_the_rest_is_sent() -> None:
    refused: list[tuple[str, Rejection]] = []
    assert [message.place for message in outgoing([GOOD, BAD, NO_ID], Limits(), refused)] == ["f:1", "f:2"]
    assert [(place, why.reason) for place, why in refused] == [("f:3", "WrongType")]


def test_unchecked_sends_it_without_a_key() -> None:
    refused: list[tuple[str, Rejection]] = []
    (message,) = outgoing([BAD], Limits(), refused, unchecked=True)
    assert (message.key, message.value) == (None, BAD.message.value)
    assert refused == []
