"""Numbers with their noun."""


def counted(number: int, noun: str) -> str:
    """Return ``1 article`` or ``2 articles``; thousands are set apart."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
