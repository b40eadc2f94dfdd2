"""PAM as it is wired, asked aloud: its skills, a database, two services of OpenAI's kind."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.failover_child import Case, Seen, serve
from pam_core.settings.loader import load_settings
from pam_core.settings.paths import HOME_VARIABLE, find_places
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.reply import Draft, Piece, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import TurnRequest
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.rooms import Rooms, open_rooms

SERVICES = ("openai", "openrouter")
"""Neither is taken for a model on this machine: PAM masks, and waits 8 s for a first token."""


class NotAnsweredError(Exception):
    """PAM said that there is no answer."""


async def answer(case: Case, seen: Seen) -> None:
    """One turn on a new database: no breaker is open, nothing is switched off or kept."""
    async with _rooms(case) as (rooms, clock):
        now = clock.now()
        request = TurnRequest(
            turn_id=new_id(now), text=case.question, confidence=1.0, trigger=Trigger.KEY, now=now
        )
        seen.begin()
        prepared = await rooms.mind.prepare(request)
        reply = await _follow(rooms.mind.answer(prepared), seen)
        seen.end()
        seen.expenses += [
            {"amount": str(expense.amount), "category": expense.category}
            for expense in await rooms.kit.memory.find(Expense)
        ]
    if reply.provenance is None or not reply.provenance.provider:
        raise NotAnsweredError(reply.text)
    if seen.text.split() != reply.text.split():
        seen.text = f"said {seen.text!r}, shown {reply.text!r}"


async def _follow(pieces: AsyncIterator[Piece], seen: Seen) -> Reply:
    """What is said is never taken back; a draft is seen, and may be."""
    reply: Reply | None = None
    async for piece in pieces:
        if isinstance(piece, str):
            seen.say(piece)
        elif isinstance(piece, Draft):
            seen.glimpse(piece.text)
        elif isinstance(piece, Reply):
            reply = piece
    if reply is None:
        raise NotAnsweredError("no reply came")
    return reply


@asynccontextmanager
async def _rooms(case: Case) -> AsyncIterator[tuple[Rooms, SystemClock]]:
    with tempfile.TemporaryDirectory() as folder:
        overrides = [
            f"answers.order={','.join(SERVICES)}",
            f"storage.database={Path(folder) / 'pam.db'}",
        ]
        for name, url in zip(SERVICES, case.urls, strict=True):
            overrides += [f"{name}.base_url={url}", f"{name}.model=gpt-4o-mini"]
        settings = load_settings(find_places().settings_file, overrides=overrides).settings
        clock = SystemClock(settings.thinking.zone())
        rooms = await open_rooms(find_places(), settings, clock, demo=False)
        try:
            # As the window does when it starts.
            await rooms.board.warm_up()
            yield rooms, clock
        finally:
            await rooms.close()


if __name__ == "__main__":
    for service in SERVICES:
        os.environ[f"PAM_KEY_{service.upper()}"] = "key-for-a-fake"
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        serve(answer)
