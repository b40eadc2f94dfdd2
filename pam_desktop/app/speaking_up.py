"""What makes PAM speak by itself: every skill that watches something, joined to the mouth."""

from collections.abc import Callable

from pam_core.assistant.conductor import Assistant
from pam_core.assistant.watching import Watching
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ports import Clock
from pam_core.vocabulary.reply import Notice
from pam_desktop.app.rooms import Rooms


def watching_of(
    rooms: Rooms, assistant: Assistant, clock: Clock, trouble_met: Callable[[PamError], None]
) -> Watching:
    """The driver of all watches, not yet running."""

    async def tell(notice: Notice) -> None:
        await assistant.tell(notice)
        rooms.mind.noted(notice)

    return Watching(
        rooms.skills.watches,
        rooms.kit.memory,
        clock,
        changed=rooms.changed,
        tell=tell,
        trouble_met=trouble_met,
    )
