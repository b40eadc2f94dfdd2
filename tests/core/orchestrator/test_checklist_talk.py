"""Going through a checklist by voice, with the talk around it."""

from datetime import timedelta
from pathlib import Path

import pytest

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.skills.kit import Kit
from pam_core.skills.own import own_skills
from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.reply import Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import TurnRequest
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

LANGUAGE = Language(Grammar.load())
STEPS = "# Boat ramp\n- Put in the plug.\n- Undo the straps.\n- Back down.\n- Float.\n- Park.\n"


class Talk:
    """A talk with a mind; `restart` begins another on the same memory."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self.now = NOW
        self.restart()

    def restart(self) -> None:
        self._mind = LocalMind(
            language=LANGUAGE,
            skills=own_skills(self._kit),
            phrases=self._kit.phrases,
            deeds=Deeds(self._kit.memory),
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


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    (tmp_path / "checklists").mkdir()
    (tmp_path / "checklists" / "boat-ramp.md").write_text(STEPS, encoding="utf-8")
    return Talk(kit_in_memory(LedgerInMemory(), Phrasebook.load(), tmp_path))


async def test_hands_free(talk: Talk) -> None:
    """From the first step to the last one word each is enough."""
    said = ["start the boat ramp checklist", "done", "skip it", "okay", "what was that", "go on"]
    assert [await talk.say(text) for text in said] == [
        "Boat ramp, 5 steps. Step 1: Put in the plug.",
        "Step 2 of 5: Undo the straps.",
        "Step 3 of 5: Back down.",
        "Step 4 of 5: Float.",
        "Step 4 of 5: Float.",
        "Step 5 of 5: Park.",
    ]
    assert await talk.say("check") == "Boat ramp is finished. You skipped: Undo the straps."


@pytest.mark.parametrize(
    ("word", "step"),
    [
        ("yes", 3),
        ("got it", 3),
        ("that's done", 3),
        ("I already did", 3),
        ("they're locked", 3),
        ("next", 3),
        ("what's next", 3),
        ("continue", 3),
        ("done next", 3),
        ("skip", 3),
        ("later", 3),
        ("we don't have one", 3),
        ("no need", 3),
        ("back", 1),
        ("wait go back", 1),
        ("previous step", 1),
        ("repeat that", 2),
        ("say that again", 2),
        ("what step are we on", 2),
    ],
)
async def test_a_word_on_the_way(talk: Talk, word: str, step: int) -> None:
    """Within a checklist a word leads on, back, or says the step again."""
    await talk.say("start the boat ramp checklist")
    await talk.say("done")
    assert (await talk.say(word)).startswith((f"Step {step} of 5:", "That is the first step"))


async def test_something_in_between(talk: Talk) -> None:
    """Other things can be asked meanwhile; the "okay" to their answers moves no step."""
    await talk.say("start the boat ramp checklist")
    assert await talk.say("what time is it") == "It's 2 PM."
    assert await talk.say("okay") == "Step 1 of 5: Put in the plug."
    assert await talk.say("okay") == "Step 2 of 5: Undo the straps."


async def test_a_question_in_between(talk: Talk) -> None:
    """A "yes" answers the question PAM has just asked, not the checklist."""
    await talk.say("start the boat ramp checklist")
    await talk.say("I spent 900 dollars on coffee")
    assert await talk.say("yes") == "Logged 900 dollars for dining."
    assert await talk.say("next") == "Step 2 of 5: Undo the straps."


async def test_after_a_break(talk: Talk) -> None:
    """Ten minutes of silence, or a PAM that was killed: the checklist goes on where it was."""
    await talk.say("start the boat ramp checklist")
    await talk.say("done")
    talk.now += timedelta(minutes=10)
    assert await talk.say("done") == "Step 3 of 5: Back down."
    talk.restart()
    assert await talk.say("continue the checklist") == "Step 3 of 5: Back down."
    talk.restart()
    assert await talk.say("done") == "Step 4 of 5: Float."


@pytest.mark.parametrize("word", ["stop the checklist", "quit", "cancel", "that's all for now"])
async def test_the_end_of_it(talk: Talk, word: str) -> None:
    """A run is ended by a word, and that can be undone."""
    await talk.say("start the boat ramp checklist")
    assert await talk.say(word) == ("Boat ramp stopped at step 1 of 5. Nothing was skipped before.")
    assert (await talk.say("done")).startswith("No checklist is running.")
    assert await talk.say("undo") == "I took back stopping the Boat ramp checklist."
    assert await talk.say("done") == "Step 2 of 5: Undo the straps."


async def test_which_one(talk: Talk) -> None:
    """A checklist without a name is asked for, and the next words name it."""
    assert (await talk.say("start a checklist")).startswith("Which checklist? I have arrival,")
    assert await talk.say("the boat ramp one") == "Boat ramp, 5 steps. Step 1: Put in the plug."


@pytest.mark.parametrize("word", ["okay", "yes", "go on", "cancel"])
async def test_words_without_a_checklist(talk: Talk, word: str) -> None:
    """Without a checklist these words are what they always were."""
    assert "checklist" not in await talk.say(word)
