"""How much of PAM works, told once for each change."""

import pytest

from pam_core.vocabulary.events import Event, ServiceLevelChanged, TurnFinished
from pam_core.vocabulary.reply import Notice
from pam_core.vocabulary.service import ServiceLevel
from pam_desktop.app.service_news import ServiceNews
from tests.support.fakes import FakeMind
from tests.support.talk import talk

FULL, REDUCED, BASIC, LOCAL, MAINTENANCE = ServiceLevel


async def told(*levels: ServiceLevel) -> tuple[list[ServiceLevel], list[str]]:
    """What was shown and what was said after these levels."""
    shown: list[Event] = []
    said: list[Notice] = []

    async def tell(notice: Notice) -> None:
        said.append(notice)

    news = ServiceNews(shown.append, tell)
    for level in levels:
        await news.tell(level, f"Now {level.name}.")
    events = [event.level for event in shown if isinstance(event, ServiceLevelChanged)]
    return events, [notice.text for notice in said]


@pytest.mark.parametrize("level", [FULL, REDUCED, BASIC, LOCAL])
async def test_how_it_is_at_the_start_is_no_news(level: ServiceLevel) -> None:
    """The first level is shown and not said."""
    assert await told(level, level) == ([level], [])


async def test_that_nothing_can_be_kept_is_always_said() -> None:
    """Whoever logs something must know, from the start."""
    assert await told(MAINTENANCE) == ([MAINTENANCE], ["Now MAINTENANCE."])


async def test_a_change_is_said_once_and_so_is_the_recovery() -> None:
    """However often the level is handed over."""
    assert await told(FULL, LOCAL, LOCAL, LOCAL, FULL, FULL, LOCAL) == (
        [FULL, LOCAL, FULL, LOCAL],
        ["Now LOCAL.", "Now FULL.", "Now LOCAL."],
    )


async def test_only_the_latest_change_is_said() -> None:
    """Changes while PAM speaks: the one that holds is said behind, the overtaken one is not."""
    async with talk(mind=FakeMind({"help": "You can ask me."}), eager=False) as it:
        news = ServiceNews(it.emit, it.assistant.tell)
        await it.assistant.ask("help")
        for level in (FULL, LOCAL, REDUCED):
            await news.tell(level, f"Now {level.name}.")
        await it.until(TurnFinished)
    assert it.synthesiser.texts == ["You can ask me.", "Now REDUCED."]
