"""The one error that crosses PAM's borders: a code, a sentence, the mend, whose fault it is."""

from enum import StrEnum


class Fault(StrEnum):
    """Whose turn it is to do something about an error."""

    USER = "user"
    """What was given cannot be used: another file, another word."""
    ENVIRONMENT = "environment"
    """The machine: no microphone, full disk, missing model."""
    SERVICE = "service"
    """Somebody else's computer."""
    BUG = "bug"
    """Ours."""


class PamError(Exception):
    """Something PAM can name.

    `code` is stable and dotted ("microphone.missing"); `sentence` says in plain words what is the
    matter; `mend` says what to do about it ("" where nothing can be done).
    """

    def __init__(self, code: str, sentence: str, *, mend: str = "", fault: Fault) -> None:
        super().__init__(code, sentence, mend, fault)
        self.code = code
        self.sentence = sentence
        self.mend = mend
        self.fault = fault

    def __str__(self) -> str:
        return f"{self.sentence} {self.mend}".strip()
