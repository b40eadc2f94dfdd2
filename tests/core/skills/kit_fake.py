"""A kit without disks."""

from pathlib import Path

from pam_core.skills.kit import Habits, Kit
from pam_core.skills.phrasebook import Phrasebook
from tests.core.skills.archive_fake import ArchiveInMemory
from tests.core.skills.atlas_fake import AtlasInMemory
from tests.core.skills.ledger_fake import LedgerInMemory
from tests.core.skills.memory_fake import MemoryInMemory


def kit_in_memory(ledger: LedgerInMemory, phrases: Phrasebook, files: Path = Path("files")) -> Kit:
    """A kit whose memory writes expenses to the ledger; `files` is where exports go."""
    return Kit(
        memory=MemoryInMemory(ledger),
        ledger=ledger,
        atlas=AtlasInMemory(),
        archive=ArchiveInMemory(),
        phrases=phrases,
        habits=Habits(),
        files=files,
    )
