"""What a skill may be built with: the same for PAM's own skills and for a third party's."""

from dataclasses import dataclass, field
from pathlib import Path

from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.archive import Archive
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.ledger import Ledger
from pam_core.vocabulary.place import Atlas
from pam_core.vocabulary.units import Units as Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What the user has set: their money, units and week (0 is Monday)."""

    currency: str = "USD"
    units: Units = Units.US
    first_weekday: int = 0
    driving_hours_a_day: float = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The ports and data a skill may use.

    `files` is the folder of the user's own files: exports are written to it, checklists lie there.
    """

    memory: Memory
    ledger: Ledger
    atlas: Atlas
    archive: Archive
    phrases: Phrasebook
    habits: Habits = field(default_factory=Habits)
    files: Path
