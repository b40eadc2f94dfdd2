"""What the skills are built with, wired to the user's files; none of them is opened by it."""

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.skills.kit import Kit
from pam_core.skills.phrasebook import Phrasebook
from pam_core.storage.archive import SqliteArchive
from pam_core.storage.atlas import SqliteAtlas
from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_desktop.app.habits import habits_of
from pam_desktop.app.map_build import start_building


def kit_of(places: Places, settings: Settings, file: DatabaseFile, atlas: SqliteAtlas) -> Kit:
    """The kit on this database and this map."""
    return Kit(
        memory=SqliteMemory(file),
        ledger=SqliteLedger(file),
        atlas=atlas,
        archive=SqliteArchive(file),
        phrases=Phrasebook.load(),
        habits=habits_of(settings),
        files=places.files_folder,
    )


def unopened_kit(places: Places, settings: Settings) -> Kit:
    """A kit for asking what the skills are, not for using them."""
    file = DatabaseFile(places.database(settings.storage.database))
    return kit_of(places, settings, file, atlas_of(places))


def atlas_of(places: Places) -> SqliteAtlas:
    """The map: what was imported, and the gazetteer, which is built when first missed."""
    return SqliteAtlas(
        places.places_file,
        places.gazetteer_file,
        lambda: start_building(places.gazetteer_file),
    )
