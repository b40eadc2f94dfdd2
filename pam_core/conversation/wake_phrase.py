"""The wake phrase, read from the transcript's first words: "PAM, …", "hey PAM …", "okay PAM …"."""

import re

# How Whisper spells the name.
_NAME = r"(?:pam|pamm|palm|pan|bam|pem|cam|ham|tan|tam|p\.?a\.?m\.?)"
_CALL = re.compile(
    rf"^\W*(?:(?:hey|hi|hello|okay|ok|hay|a)\W+{_NAME}|(?:pam|pamm|p\.a\.m\.?))\b[\s,.!?:;-]*",
    re.IGNORECASE,
)


def after_wake_phrase(text: str) -> str | None:
    """What follows the wake phrase ("" when it was only called); None when it was not called."""
    call = _CALL.match(text)
    return None if call is None else text[call.end() :].strip()


def without_wake_phrase(text: str) -> str:
    """The text, with a wake phrase at its beginning taken off where something follows it."""
    return after_wake_phrase(text) or text.strip()
