"""How much of PAM works, worked out from what really worked."""

from collections.abc import Sequence
from dataclasses import dataclass

from pam_core.vocabulary.service import ServiceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """One candidate that is set up, as its last calls tell: none yet counts as working."""

    works: bool
    on_device: bool


def level_of(candidates: Sequence[Works], *, disk_works: bool) -> ServiceLevel:
    """The level; `candidates` are those set up, the first choice first.

    Where the first choice is a model on this machine, it is all the user wants: FULL.
    """
    if not disk_works:
        return ServiceLevel.MAINTENANCE
    working = [each for each in candidates if each.works]
    if not working:
        return ServiceLevel.LOCAL
    if candidates[0].works:
        return ServiceLevel.FULL
    return ServiceLevel.BASIC if working[0].on_device else ServiceLevel.REDUCED


def sentence_key(level: ServiceLevel) -> str:
    """The key of what is said of it."""
    return f"open.level_{level.name.lower()}"
