"""Takes the last change back, for every page that changes something."""

from pam_core.skills.skill import Plan
from pam_core.vocabulary.kept import Kept
from pam_desktop.app.live import Live


async def keep_changed(live: Live, thing: Kept, what: str) -> str:
    """Keep one revision as a change called `what`; returns its name. Raises PamError."""
    rooms = await live.memory()
    await rooms.deeds.carry_out(Plan(text="", keeps=(thing,), what=what))
    return what


async def undo_last(live: Live) -> str:
    """Take the last change back; what it was called, "" where there is none. Raises PamError."""
    rooms = await live.memory()
    change = await rooms.kit.memory.last_change()
    if change is None:
        return ""

    async def take_back() -> None:
        await rooms.kit.memory.undo(change, live.now())

    await rooms.deeds.carry_out(Plan(text="", effect=take_back))
    return change.what
