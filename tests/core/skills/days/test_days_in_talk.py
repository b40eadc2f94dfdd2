"""Days as they are talked about: questions answered, reminders that rang, follow-ups, undo."""

from datetime import timedelta

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


class Talk:
    """A talk with PAM, and the time that passes in it."""

    def __init__(self, language: Language) -> None:
        phrases = Phrasebook.load()
        self._kit = kit_in_memory(LedgerInMemory(), phrases)
        self._skills = own_skills(self._kit)
        self._mind = LocalMind(
            language=language, skills=self._skills, phrases=phrases, deeds=Deeds(self._kit.memory)
        )
        self._now = NOW

    async def say(self, text: str) -> str:
        self._now += timedelta(seconds=5)
        request = TurnRequest(
            turn_id="turn", text=text, confidence=0.9, trigger=Trigger.KEY, now=self._now
        )
        *_, reply = [piece async for piece in self._mind.answer(await self._mind.prepare(request))]
        assert isinstance(reply, Reply)
        return reply.text

    async def wait(self, minutes: int) -> list[str]:
        """What PAM says by itself once these minutes have gone by."""
        self._now += timedelta(minutes=minutes)
        told = []
        for watch in self._skills.watches:
            for notice in await watch.due(self._now):
                self._mind.noted(notice)
                await self._kit.memory.keep(notice.keeps)
                told.append(notice.text)
        return told


@pytest.fixture(scope="module")
def language() -> Language:
    return Language(Grammar.load())


@pytest.fixture
def talk(language: Language) -> Talk:
    return Talk(language)


async def test_asked_for_the_time(talk: Talk) -> None:
    """The time that was left out is asked for, and the next words are it."""
    assert await talk.say("remind me to call mom") == "When shall I remind you?"
    assert await talk.say("in twenty minutes") == "I'll remind you today at 2:20 PM: call mom."
    assert await talk.wait(21) == ["Reminder: call mom."]


async def test_asked_for_the_time_it_repeats(talk: Talk) -> None:
    """How often is an answer to when as well."""
    await talk.say("remind me to check the hitch")
    assert (await talk.say("every two weeks")).startswith("I'll remind you every 2 weeks, first on")


async def test_done_and_later(talk: Talk) -> None:
    """Once a reminder rang, bare words belong to it."""
    await talk.say("remind me to call mom at 3 pm")
    await talk.wait(60)
    assert await talk.say("later") == "Okay, again today at 3:10 PM: call mom."
    assert await talk.wait(11) == ["Reminder: call mom."]
    assert await talk.say("in half an hour") == "Okay, again today at 3:41 PM: call mom."
    assert await talk.wait(31) == ["Reminder: call mom."]
    assert await talk.say("done") == "Done: call mom."
    assert await talk.say("what are my reminders") == "You have no reminders."


async def test_done_means_nothing_otherwise(talk: Talk) -> None:
    """Before any reminder rang a bare "later" is nobody's."""
    await talk.say("remind me to call mom at 3 pm")
    said = await talk.say("later")
    assert "call mom" not in said
    assert await talk.say("what are my reminders") == (
        "You have 1 reminder: today at 3 PM, call mom."
    )


async def test_further_things(talk: Talk) -> None:
    """More things go on the list just spoken of."""
    await talk.say("add milk to my shopping list")
    assert await talk.say("and eggs") == "Added eggs to your shopping list."
    assert await talk.say("what's on my shopping list") == "On your shopping list: milk and eggs."
    assert await talk.say("and on my packing list") == "Your packing list is empty."


async def test_which_list(talk: Talk) -> None:
    """The list that was left out is asked for."""
    assert await talk.say("add milk to my list") == "On which list?"
    assert await talk.say("the shopping list") == "Added milk to your shopping list."


async def test_note_is_taken_down(talk: Talk) -> None:
    """After "take a note" the next words are the note."""
    assert await talk.say("take a note") == "What shall I note?"
    assert await talk.say("site 14 has no shade") == "Noted: site 14 has no shade."


async def test_cancel_after_yes(talk: Talk) -> None:
    """An appointment goes after a yes, stays after a no, and comes back with "undo"."""
    await talk.say("schedule a haircut tomorrow at 3 pm")
    assert await talk.say("cancel the haircut") == "Cancel haircut, tomorrow at 3 PM?"
    await talk.say("no")
    assert await talk.say("when is my haircut") == "Haircut is tomorrow at 3 PM."
    await talk.say("cancel the haircut")
    assert await talk.say("yes") == "Haircut is cancelled."
    assert await talk.say("undo") == "I took back cancelling haircut."
    assert await talk.say("what do I have tomorrow") == "Tomorrow: haircut at 3 PM."
    assert await talk.say("and on friday") == (
        "You have nothing on your calendar on Friday the twenty-seventh of November."
    )


async def test_how_long(talk: Talk) -> None:
    """How long a timer lasts is asked for; what makes no sense is asked again."""
    assert await talk.say("set a timer") == "For how long?"
    assert (await talk.say("zero minutes")).startswith("A timer needs")
    assert await talk.say("ten minutes") == "10 minutes from now."
    assert await talk.wait(10) == ["Your 10 minute timer is done."]


async def test_long_list_piece_by_piece(talk: Talk) -> None:
    """The rest of a long list comes on "more"."""
    await talk.say("add milk, eggs, bread, tea, soap and rope to my shopping list")
    assert await talk.say("read my shopping list") == (
        "On your shopping list: milk, eggs, bread and tea. There are 2 more."
    )
    assert await talk.say("more") == "Then soap and rope."


@pytest.mark.parametrize("year", ["0001", "9999"])
async def test_the_ends_of_the_calendar(talk: Talk, year: str) -> None:
    """Whatever is asked of the first and the last days there are, PAM has a plain answer."""
    for said in (
        f"What is on my calendar on December 31 {year}?",
        f"What are my reminders for {year}-12-31?",
        f"Schedule a party on {year}-12-31 at 11:59 pm.",
        f"Remind me on {year}-12-31 to celebrate.",
        f"Cancel the party on {year}-12-31.",
        f"Move the party to {year}-12-31.",
    ):
        assert await talk.say(said)
        await talk.say("Never mind.")


async def test_an_alarm_is_turned_off(talk: Talk) -> None:
    """An alarm that rings is turned off at once; one that is still to come after a question."""
    await talk.say("Set an alarm for 2:10 pm.")
    assert await talk.wait(11) == ["Reminder: alarm."]
    assert await talk.say("Snooze the alarm for five minutes.")
    assert await talk.wait(5) == ["Reminder: alarm."]
    assert await talk.say("Turn off the alarm.") == "Done: alarm."
    await talk.say("Set an alarm for 5 pm.")
    assert await talk.say("Turn off the alarm.") == "Shall I delete the reminder: alarm?"
    assert await talk.say("Yes.") == "The reminder is deleted: alarm."


async def test_a_new_list(talk: Talk) -> None:
    """A list that is to be made begins with what goes on it."""
    assert await talk.say("Create a new list called camping gear.") == "What is it?"
    assert await talk.say("A tent.") == "Added tent to your camping gear list."


async def test_a_move_asked_for_in_two_steps(talk: Talk) -> None:
    """What is to be moved first, then when; a time alone is of its own day."""
    await talk.say("Schedule a call with dispatch on Friday at 9 am.")
    assert await talk.say("Move the call with dispatch.") == "When shall it be?"
    asked = await talk.say("To 4:30 pm.")
    assert asked == "Move call with dispatch to Friday the twenty-seventh of November at 4:30 PM?"
    assert "is moved to" in await talk.say("Yes.")


async def test_it_is_what_was_just_named(talk: Talk) -> None:
    """In one breath "it" is what was named before it; alone, PAM asks what."""
    assert await talk.say("We're out of coffee, add it to the shopping list.") == (
        "Added coffee to your shopping list."
    )
    assert await talk.say("Add it to the shopping list.") == "What is it?"
    assert await talk.say("dog food") == "Added dog food to your shopping list."
