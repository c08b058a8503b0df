"""Text of others on a terminal or in a log line, without the power to steer either."""

_KEPT = "\n"
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))  # CVE-2021-42574
_BREAKS = (0x2028, 0x2029)
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))  # C0, DEL, C1: escape sequences, new lines, backspaces
_SURROGATES = range(0xD800, 0xE000)  # what a file name may hold and no encoding takes

_ESCAPED = {
    **{code: f"\\x{code:02x}" for code in _CONTROLS},
    **{code: f"\\u{code:04x}" for code in (*_BREAKS, *_BIDI, *_SURROGATES)},
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
}
_ESCAPED_LINES = {code: shown for code, shown in _ESCAPED.items() if chr(code) not in _KEPT}


def one_line(text: str) -> str:
    r"""Return the text in one line; what controls, breaks lines or turns the direction is shown, as in ``\x1b``."""
    return text if text.isprintable() else text.translate(_ESCAPED)


def lines(text: str) -> str:
    """Return the same, but for line feeds, which stay."""
    return text if text.isprintable() else text.translate(_ESCAPED_LINES)
