"""Maintenance as it is talked about: what PAM has told unasked is done with a word."""

from datetime import datetime, timedelta

import pytest

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.skills.own import own_skills
from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.reply import Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import TurnRequest
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory


class RigTalk:
    """A talk with PAM by words."""

    def __init__(self, language: Language) -> None:
        phrases = Phrasebook.load()
        self.kit = kit_in_memory(LedgerInMemory(), phrases)
        self._skills = own_skills(self.kit)
        self._mind = LocalMind(
            language=language, skills=self._skills, phrases=phrases, deeds=Deeds(self.kit.memory)
        )
        self.now: datetime = NOW

    async def say(self, text: str) -> str:
        """What PAM answers, which is never too long for the ear."""
        self.now += timedelta(seconds=5)
        request = TurnRequest(
            turn_id="turn", text=text, confidence=0.9, trigger=Trigger.KEY, now=self.now
        )
        *_, reply = [piece async for piece in self._mind.answer(await self._mind.prepare(request))]
        assert isinstance(reply, Reply)
        assert len(reply.text) <= 120, reply.text
        return reply.text

    async def told(self) -> list[str]:
        """What PAM says by itself now."""
        said = []
        for watch in self._skills.watches:
            for notice in await watch.due(self.now):
                self._mind.noted(notice)
                await self.kit.memory.keep(notice.keeps)
                said.append(notice.text)
        return said


@pytest.fixture(scope="module")
def language() -> Language:
    return Language(Grammar.load())


@pytest.fixture
def talk(language: Language) -> RigTalk:
    return RigTalk(language)


@pytest.mark.parametrize(
    "done",
    ["done", "I did it", "it's done", "yes I took care of it", "we had it done", "got it done"],
)
async def test_done_after_a_notice(talk: RigTalk, done: str) -> None:
    """What was told to be due is done with a word, and undone as well."""
    await talk.say("odometer is 81,300")
    await talk.say("remind me to change the oil every 5000 miles")
    await talk.say("odometer is 86,400")
    assert await talk.told() == ["Maintenance: oil change is 100 miles overdue."]
    assert await talk.say(done) == ("Noted: oil change at 86,400 miles. Due again in 5,000 miles.")
    assert await talk.say("undo") == "I took back the oil change at 86,400 miles."
    assert await talk.say("what maintenance is due") == "Oil change is 100 miles overdue."


async def test_done_at_another_reading(talk: RigTalk) -> None:
    """The odometer that is told with it counts."""
    await talk.say("odometer is 81,300")
    await talk.say("remind me to change the oil every 5000 miles")
    await talk.say("odometer is 86,400")
    await talk.told()
    assert await talk.say("done at 86,450 miles") == (
        "Noted: oil change at 86,450 miles. Due again in 5,000 miles."
    )
