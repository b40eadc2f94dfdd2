"""What the demo's user has told PAM in the last month, said to the mind anew."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from pam_core.orchestrator.local_mind import LocalMind
from pam_core.storage.demo import TRIP
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.reply import Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import TurnRequest

TOLD, TOLD_ON_THE_MAP = "told", "told_on_the_map"
"""What can be said at once, and what needs a map to be understood."""


def told(now: datetime, part: str = TOLD, trip: Path = TRIP) -> Iterator[tuple[datetime, str]]:
    """When each sentence was said, and the sentence."""
    with trip.open("rb") as text:
        for entry in yaml.safe_load(text)[part]:
            yield now - timedelta(days=entry["days_ago"], minutes=10), entry["say"]


async def live_through(mind: LocalMind, now: datetime, part: str = TOLD) -> list[Reply]:
    """Tell the mind all of it, as if each day were today; its replies, which nobody hears."""
    return [await _said(mind, text, at) for at, text in told(now, part)]


async def _said(mind: LocalMind, text: str, at: datetime) -> Reply:
    request = TurnRequest(
        turn_id=new_id(at), text=text, confidence=1.0, trigger=Trigger.TEXT, now=at
    )
    *_, reply = [piece async for piece in mind.answer(await mind.prepare(request))]
    assert isinstance(reply, Reply)
    return reply
