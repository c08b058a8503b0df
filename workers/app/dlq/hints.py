"""What to do about a dead letter, by its reason; a test holds that every reason of the code is here."""

_PUBLISHER = "The publisher has to send the article again, mended; purge this letter."

_BY_REASON = {
    "Empty": f"The message has no bytes. {_PUBLISHER}",
    "InvalidUtf8": f"Text must be UTF-8; often it is Latin-1 or cut off in the middle of a character. {_PUBLISHER}",
    "InvalidJson": f"The value begins like JSON and is none: cut off, or several objects in one message. {_PUBLISHER}",
    "NestedTooDeeply": f"JSON nested more than 1,000 levels is no article. {_PUBLISHER}",
    "LoneSurrogate": f"The JSON holds half a surrogate pair (\\ud83d without its other half). {_PUBLISHER}",
    "WrongType": (
        "A field has another type than the contract says: `stringer schemas print raw-article`. If the publisher is"
        f" right, mend the aliases or the contract, start the workers anew, then redrive; otherwise: {_PUBLISHER}"
    ),
    "NoText": f"Neither `text` nor `html`, nor an alias of them, holds any text. {_PUBLISHER}",
    "InvalidId": f"The article's id is too long to be a key. {_PUBLISHER}",
    "InvalidDate": f"published_at must be an ISO 8601 date or date-time. {_PUBLISHER}",
    "NullValue": "A record without a value deletes its key in compacted topics; the raw topic has articles. Purge it.",
    "InvalidHeaderName": (
        "Kafka's header names are UTF-8 text, and one of this message's was not. In the letter it is written out, so"
        " redriven the message can be read; the publisher should be mended."
    ),
    "MessageTooLarge": "Raise STRINGER_MAX_MESSAGE_BYTES, start the workers anew, then redrive; or purge it.",
    "RecordTooLarge": (
        "What became of the article is larger than its topic takes: raise STRINGER_MAX_RECORD_BYTES and the topic's"
        " max.message.bytes (`stringer topics check`), start the workers anew, then redrive."
    ),
    "ProcessDied": (
        "The extraction process died over this article, twice. Upgrade, then redrive; if it happens again, it is a bug:"
        " `stringer dlq show PLACE --raw > article` and `stringer extract article` repeat it without Kafka."
    ),
    "ProcessTimeout": (
        "The extraction took longer than STRINGER_PROCESS_TIMEOUT_S, twice. Was the machine overloaded? Redrive. Is the"
        " article enormous? Raise the limit, then redrive."
    ),
    "ProcessMemory": (
        "The extraction took more memory than STRINGER_PROCESS_MAX_RSS_BYTES, twice. Raise it and redrive, or purge it."
    ),
    "WorkerDied": (
        "Whole workers died over this message (killed for memory, or the machine was lost). See their logs first."
    ),
    "foreign": "No worker of Stringer wrote this record: its headers are not those of a dead letter. Purge it.",
}
_BY_STAGE = {
    "extract": (
        "The extraction raised an error, which is a bug: upgrade, then redrive."
        " `stringer dlq show PLACE --raw > article` and `stringer extract article` repeat it without Kafka."
    ),
    "process": "The extraction process failed. Upgrade or mend its installation, then redrive.",
}
_TOO_LARGE = {
    "decode": "Raise STRINGER_MAX_MESSAGE_BYTES, start the workers anew, then redrive; or purge it.",
    "validate": "Raise STRINGER_MAX_TEXT_CHARS, start the workers anew, then redrive; or purge it.",
    "encode": _BY_REASON["RecordTooLarge"],
}


def hint(stage: str, reason: str, place: str) -> str | None:
    """Return what to do about a letter, None when nothing is known about its reason."""
    found = _TOO_LARGE.get(stage) if reason == "TooLarge" else _BY_REASON.get(reason) or _BY_STAGE.get(stage)
    return found and found.replace("PLACE", place)
