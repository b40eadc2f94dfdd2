"""Talks about the trip, the fuel and the rig, by voice from end to end of the mind."""

from datetime import timedelta

import pytest

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.skills.own import own_skills
from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.fuel import FuelStop
from pam_core.vocabulary.reply import Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import TurnRequest
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

LANGUAGE = Language(Grammar.load())


class Talk:
    """A talk with a mind of its own."""

    def __init__(self) -> None:
        self.ledger = LedgerInMemory()
        kit = kit_in_memory(self.ledger, Phrasebook.load())
        self.memory, self.now = kit.memory, NOW
        self._mind = LocalMind(
            language=LANGUAGE, skills=own_skills(kit), phrases=kit.phrases, deeds=Deeds(kit.memory)
        )

    async def say(self, text: str) -> str:
        self.now += timedelta(seconds=20)
        request = TurnRequest(
            turn_id="turn", text=text, confidence=0.9, trigger=Trigger.HANDS_FREE, now=self.now
        )
        prepared = await self._mind.prepare(request)
        *_, reply = [piece async for piece in self._mind.answer(prepared)]
        assert isinstance(reply, Reply)
        return reply.text


@pytest.mark.parametrize(
    "turns",
    [
        [
            ("log a fuel stop", "How many gallons did you put in?"),
            ("forty two gallons", "Logged 42 gallons, without a price."),
        ],
        [
            ("I just filled up", "How many gallons did you put in?"),
            ("42 at 3.89", "Logged 42 gallons for 163 dollars and 38 cents."),
            ("undo", "I took back 42 gallons of fuel."),
        ],
        [
            (
                "filled up 42 gallons at 38.90",
                "38 dollars and 90 cents a gallon? "
                "Shall I log 42 gallons for 1,633 dollars and 80 cents?",
            ),
            ("no, 3.89", "Logged 42 gallons for 163 dollars and 38 cents."),
        ],
        [
            ("update my odometer", "What does the odometer read?"),
            ("eighty one thousand three hundred", "Odometer 81,300 miles."),
            (
                "odometer is 81,200",
                "The last odometer I noted is 81,300 miles. Shall I take 81,200 miles anyway?",
            ),
            ("no, 81,400", "Odometer 81,400 miles."),
        ],
        [
            ("set the rig height", "What is its height?"),
            ("13 feet 6", "Got it: 13 feet 6 inches high."),
            ("how tall is my rig", "Your rig: 13 feet 6 inches high."),
        ],
        [
            ("how far is it to Denver", "I don't know where you are. Which town are you near?"),
            ("we are in Moab", "Denver is about 310 miles from Moab, about 6 hours."),
            ("where are we", "You are in Moab, Utah, as you told me."),
            ("how far is it to Denver", "Denver is about 310 miles away, about 6 hours."),
            ("undo", "I took back your place, Moab, Utah."),
            ("how hot is it", "I don't know where you are. Which town are you near?"),
            ("Page", "I have no weather for Page, Arizona. No weather service is connected yet."),
            (
                "will it rain in Denver",
                "I have no forecast for Denver, Colorado. No weather service is connected yet.",
            ),
            ("where are we", "You are in Page, Arizona, as you told me."),
        ],
        [
            ("we are in Moab", "You are in Moab, Utah."),
            ("how far is it to Denver", "Denver is about 310 miles away, about 6 hours."),
            ("and Page", "Page is about 190 miles away, about 3 and a half hours."),
            (
                "what about from Flagstaff",
                "Page is about 140 miles from Flagstaff, about 3 hours.",
            ),
            (
                "what will it cost to drive to Denver",
                "It's about 310 miles, but I don't know your mileage. "
                "Log two fill-ups with the odometer.",
            ),
            (
                "how about to Page",
                "It's about 190 miles, but I don't know your mileage. "
                "Log two fill-ups with the odometer.",
            ),
        ],
        [
            ("plan a trip", "Where do you want to go?"),
            ("Flagstaff", "Where do you start from?"),
            (
                "Moab",
                "Moab to Flagstaff: about 310 miles, about 6 and a half hours of driving. "
                "That takes 2 days.",
            ),
            ("add a stop", "Which town shall I add?"),
            (
                "Page",
                "Added Page between Moab and Flagstaff. "
                "The trip is now about 330 miles, about 6 and a half hours.",
            ),
            ("take Page off the trip", "Take Page off the trip?"),
            (
                "yes",
                "Page is off the trip. The trip is now about 310 miles, about 6 and a half hours.",
            ),
            ("undo", "I took back the removal of Page."),
        ],
        [
            (
                "plan a trip from Moab to Atlantis",
                "I don't know a town called Atlantis. Where do you want to go?",
            ),
            ("Denver", "Moab to Denver: about 310 miles, about 6 hours of driving."),
        ],
        [
            ("add a maintenance reminder", "What shall I remind you of?"),
            ("the brakes", "How often: every so many miles, or every so many months?"),
            (
                "every 30,000 miles",
                "Brakes: I'll remind you every 30,000 miles. "
                "Tell me the odometer, and I'll count from there.",
            ),
        ],
        [
            ("log maintenance", "What was done?"),
            ("an oil change at 81,300 miles", "Noted: oil change at 81,300 miles."),
            ("when did I last change the oil", "Oil change: last done today at 81,300 miles."),
        ],
    ],
    ids=lambda turns: turns[0][0],
)
async def test_talk(turns: list[tuple[str, str]]) -> None:
    """What is missing is asked for in a short question and filled by the next words."""
    talk = Talk()
    said = [(text, await talk.say(text)) for text, _ in turns]
    assert said == turns


async def test_two_fills_in_a_row() -> None:
    """A second fill at once is another stop, and gives the economy."""
    talk = Talk()
    await talk.say("filled up 42 gallons at 3.89, odometer 81,250")
    assert await talk.say("filled up 40 gallons at 3.99, odometer 81,650") == (
        "Logged 40 gallons for 159 dollars and 60 cents. "
        "Odometer 81,650, 10 miles a gallon since the last fill."
    )
    assert len(await talk.memory.find(FuelStop)) == 2
    assert len(await talk.ledger.expenses(category="fuel")) == 2


async def test_a_bare_price_stays_an_expense() -> None:
    """A fill of which only the price is told is an expense, as ever."""
    talk = Talk()
    assert await talk.say("filled up for 80 dollars") == "Logged 80 dollars for fuel."
    assert not await talk.memory.find(FuelStop)
