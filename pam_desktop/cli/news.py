"""What PAM has to tell unasked, for commands that run without its voice."""

from pam_core.assistant.watching import Watching
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.reply import Notice
from pam_desktop.cli.session import Session


async def news(session: Session) -> tuple[list[Notice], list[PamError]]:
    """Everything that is due now, which counts as told, and what went wrong on the way."""
    told: list[Notice] = []
    troubles: list[PamError] = []

    async def tell(notice: Notice) -> None:
        told.append(notice)
        session.rooms.mind.noted(notice)

    rooms = session.rooms
    watching = Watching(
        rooms.skills.watches,
        rooms.kit.memory,
        session.clock,
        changed=rooms.changed,
        tell=tell,
        trouble_met=troubles.append,
    )
    await watching.look()
    return told, troubles
