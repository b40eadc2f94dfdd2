"""The kinds of what stays on this machine, and the placeholders that stand for it."""

import re
from enum import Enum


class Kind(Enum):
    """A kind: the word in its placeholders, and what people call it."""

    KEY = ("key", "key")
    EMAIL = ("email", "e-mail address")
    ACCOUNT = ("account", "account number")
    CARD = ("card", "card number")
    SOCIAL = ("ssn", "social security number")
    PHONE = ("phone", "phone number")
    TEXT = ("text", "")
    """No secret: words that look like a placeholder themselves."""

    def __init__(self, word: str, title: str) -> None:
        self.word = word
        self.title = title


MOST_SPACES, MOST_DIGITS = 2, 6
"""What a model may make of a placeholder's inside, so that it ends somewhere."""

_WORDS = "|".join(kind.word for kind in Kind)
_SPACES = f"[ \\t]{{0,{MOST_SPACES}}}"

PLACEHOLDER = re.compile(
    rf"\[{_SPACES}({_WORDS}){_SPACES}([0-9]{{1,{MOST_DIGITS}}}){_SPACES}\]",
    re.IGNORECASE | re.ASCII,
)
"""A placeholder, also as models rewrite it: "[Card 1]", "[card1]", "[ card 1 ]"."""

_BEGINNINGS = "|".join(
    sorted({kind.word[:length] for kind in Kind for length in range(1, len(kind.word))})
)
BEGUN = re.compile(
    rf"\[{_SPACES}(?:{_BEGINNINGS}|(?:{_WORDS}){_SPACES}(?:[0-9]{{1,{MOST_DIGITS}}}{_SPACES})?)?\Z",
    re.IGNORECASE | re.ASCII,
)
"""A text's end that may become a placeholder once more of it has come."""


def placeholder(kind: Kind, number: int) -> str:
    """What stands for the `number`th value of a kind: "[card 1]"."""
    return f"[{kind.word} {number}]"


def canonical(found: re.Match[str]) -> str:
    """The placeholder as it was written, from what PLACEHOLDER found in a model's words."""
    return f"[{found[1].lower()} {int(found[2])}]"
