"""What a check found: whether it works, in a sentence, and the mend."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.vocabulary.errors import PamError


class Verdict(StrEnum):
    """How a part is doing."""

    WORKS = "works"
    LIMITED = "limited"
    """PAM can be used, but not in full."""
    BROKEN = "broken"
    """PAM cannot hold a conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found about one part."""

    part: str
    verdict: Verdict
    sentence: str
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What the checks look at; the settings are the defaults where the user's cannot be read."""

    places: Places
    settings: Settings
    settings_trouble: PamError | None = None


Look = Callable[[Patient], str]
"""Returns the sentence for what works, or raises PamError (or LimitedError)."""


class LimitedError(Exception):
    """The part works in some ways only: `sentence` and `mend` as in PamError."""

    def __init__(self, sentence: str, mend: str) -> None:
        super().__init__(sentence, mend)
        self.sentence = sentence
        self.mend = mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One look; what is not essential is at worst limited."""

    part: str
    look: Look
    essential: bool = True


def examine(patient: Patient, checks: Iterable[Check]) -> list[Finding]:
    """Every check in turn; one that fails does not keep the others from being made."""
    return [_finding(patient, check) for check in checks]


def _finding(patient: Patient, check: Check) -> Finding:
    worst = Verdict.BROKEN if check.essential else Verdict.LIMITED
    try:
        sentence = check.look(patient)
    except LimitedError as limit:
        return Finding(
            part=check.part, verdict=Verdict.LIMITED, sentence=limit.sentence, mend=limit.mend
        )
    except PamError as error:
        return Finding(part=check.part, verdict=worst, sentence=error.sentence, mend=error.mend)
    except Exception as error:
        # A fault of the check's own is shown like any other, so that the rest is still looked at.
        sentence = f"PAM's own check failed: {type(error).__name__}: {error}."
        return Finding(part=check.part, verdict=worst, sentence=sentence)
    return Finding(part=check.part, verdict=Verdict.WORKS, sentence=sentence)
