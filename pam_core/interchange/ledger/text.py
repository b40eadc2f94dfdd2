"""The text of a file, whatever way its bytes were written."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_of(content: bytes) -> str:
    """UTF-8 or UTF-16 where it is that, else as older Windows programs write it. Never fails."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    sample = content[:4000]
    for byte_order, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        # Every other byte of Western text in UTF-16 is zero, and none of any other.
        if len(zeros) > 3 and zeros.count(0) > len(zeros) * 0.6:
            return content.decode(byte_order, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
