"""The signs of a text that stand for something one can say, with single spaces between words."""

import re
import unicodedata

# Symbols that are read out; all others of their kind are pictures.
_SPOKEN_SYMBOLS = frozenset("°©®™№℃℉")
_PICTURES = frozenset({"So", "Sk", "Cc", "Cf", "Cs", "Co", "Cn", "Me"})
_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_VARIATIONS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))

_TOKEN = re.compile(r"\s+|\S+")
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")


def visible(text: str) -> str:
    """The text without control, bidirectional and zero-width signs and emoji; sign by sign."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(sign: str) -> str:
    if sign.isspace() or sign in _LINE_ENDS:
        return "\n" if sign in _LINE_ENDS else " "
    if sign in "^`" or sign in _SPOKEN_SYMBOLS:
        return sign
    code = ord(sign)
    if any(first <= code <= last for first, last in _VARIATIONS):
        return ""
    return "" if unicodedata.category(sign) in _PICTURES else sign


class Spacing:
    """Collects words: one space or one line's end between them, nothing in front.

    A "<" never stands directly before what would make a tag of it.
    """

    def __init__(self) -> None:
        self._out: list[str] = []
        self._last = "\n"
        self._space = False
        self.has_words = False
        """Whether a letter or a figure was put."""

    def put(self, text: str) -> None:
        """Add text."""
        for token in _TOKEN.findall(text):
            if not token.isspace():
                self._put_word(token)
            elif "\n" not in token:
                self._space = True
            elif self._last != "\n":
                self._add("\n")

    def put_cell_border(self) -> None:
        """Add what stands between two cells of a table: a short breath."""
        if self._last not in "\n,;:":
            self._add(",")
        self._space = True

    def forget_space(self) -> None:
        """What stood behind the last space is left out."""
        self._space = False

    def take(self) -> str:
        """What was collected since the last time. A space waits for the word behind it."""
        taken = "".join(self._out)
        self._out.clear()
        return taken

    def _put_word(self, word: str) -> None:
        if self._last != "\n" and (self._space or _TAG_LIKE.match(self._last + word[0])):
            self._out.append(" ")
        self._add(_TAG_LIKE.sub("< ", word))
        self.has_words = self.has_words or any(map(str.isalnum, word))

    def _add(self, text: str) -> None:
        self._out.append(text)
        self._last = text[-1]
        self._space = False
