"""Open questions by voice: heard while they stream, failed over, called off, told honestly."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.fake_provider import Answer, Ended, FakeProvider, Wrong
from tests.support.pam_home import PamHome
from tests.support.provider_thread import ProviderInAThread, provider_with_its_loop
from tests.support.tones import loud_blocks, loud_seconds
from tests.support.virtual_sound import Recording, VirtualSound
from tests.support.voices import Speaker, Transcriber
from tests.support.waiting import until

BLUE = "The sky is blue because air scatters blue light."
RED = "At sunset red is left."
HELD_AFTER = 10
"""Tokens: the whole first sentence, and the word that tells that it is whole."""

WHALES = "A whale sleeps with half of its brain."
BREATH = "The other half watches for sharks."
HOOKED = "It copies the hooks of a burr."

MOMENT = "One moment."
REDUCED = "My first choice for open questions isn't answering. Another one is."
LOCAL = "I can't ask anybody else right now. All of your own things still work."
FULL = "I can answer open questions again, as usual."
NO_NETWORK = (
    "I can't reach anybody to ask without a network. Money, trips and reminders still work."
)

PAUSE_BLOCKS = 40
"""Of 10 ms; longer than PAM pauses between two clauses that it has."""


class Traveller:
    """Somebody who asks PAM by voice; PAM has two providers."""

    def __init__(
        self,
        home: PamHome,
        sound: VirtualSound,
        speaker: Speaker,
        first: ProviderInAThread,
        second: ProviderInAThread,
    ) -> None:
        self.first = first
        self.second = second
        self._home = home
        self._sound = sound
        self._speaker = speaker
        self.pam = home.start(
            "talk",
            PAM_KEY_OPENAI="sk-first",
            PAM_KEY_OPENROUTER="sk-second",
            PAM_OPENAI_BASE_URL=first.fake.base_url,
            PAM_OPENROUTER_BASE_URL=second.fake.base_url,
            PAM_OPENROUTER_MODEL="fake-model",
            PAM_ANSWERS_ORDER="openai, openrouter",
        )
        self.pam.line("Press Enter")

    def press(self) -> None:
        """Press the talk key; PAM listens."""
        so_far = len(self.pam.out)
        self.pam.press_enter()
        self.pam.line("listening", after=so_far)

    def say(self, words: str) -> None:
        """Speak them."""
        self._sound.play_into_microphone(self._speaker.say(words))

    def ask(self, words: str) -> None:
        """Press the key and speak."""
        self.press()
        self.say(words)

    def turn(self, number: int) -> dict[str, Any]:
        """The user's turn of that number, from 1, once it is over."""

        def over() -> list[dict[str, Any]]:
            asked = [turn for turn in self._home.turns() if turn["trigger"] != "unasked"]
            return [turn for turn in asked[number - 1 : number] if turn["heard"]]

        return until(over, f"the end of turn {number} of {self.pam}", seconds=40)[0]

    def told(self) -> list[str]:
        """What PAM has said to its end without being asked."""
        return [turn["heard"] for turn in self._home.turns() if turn["trigger"] == "unasked"]

    def is_told(self, *sentences: str) -> None:
        """Wait until that is all it has told so far."""
        until(lambda: self.told() == list(sentences), f"{sentences[-1]!r} from {self.pam}")

    def leave(self) -> None:
        """Ctrl+C: PAM ends in order, without a complaint."""
        self.pam.interrupt()
        assert self.pam.wait() == 0
        assert self.pam.err == []


@contextmanager
def traveller(home: PamHome, sound: VirtualSound, speaker: Speaker) -> Iterator[Traveller]:
    """PAM runs and listens, and both providers would answer."""
    with provider_with_its_loop() as first, provider_with_its_loop() as second:
        yield Traveller(home, sound, speaker, first, second)


def begins_and_pauses(recording: Recording) -> bytes:
    """Wait until PAM has spoken and then fallen silent; what was heard of it."""

    def look() -> bytes:
        blocks = loud_blocks(pcm := recording.pcm)
        return pcm if any(blocks) and not any(blocks[-PAUSE_BLOCKS:]) else b""

    return until(look, "PAM to speak and to pause")


def user_said(fake: FakeProvider) -> str:
    """The user's words as they last came to a provider."""
    return str(fake.asked[-1].body["messages"][-1]["content"])


def test_an_answer_is_heard_while_it_streams_and_the_key_calls_it_off(
    home: PamHome, virtual_sound: VirtualSound, speaker: Speaker, listener: Transcriber
) -> None:
    """Its first sentence is said before the rest exists; pressing the key ends it on the wire."""
    with traveller(home, virtual_sound, speaker) as it:
        fake = it.first.fake
        fake.answers(Answer(text=f"{BLUE} {RED}", hold_after=HELD_AFTER))
        with virtual_sound.record_loudspeaker() as recording:
            it.ask("Why is the sky blue?")
            beginning = begins_and_pauses(recording)
            assert fake.asked[0].tokens_sent == HELD_AFTER
            it.first.do(fake.let_go)
            turn = it.turn(1)
            heard = listener.words(recording.pcm)
        assert "sky" in user_said(fake)
        first_heard = listener.words(beginning)
        assert "scatters" in first_heard
        assert "left" not in first_heard
        # A word a small model also knows alone: of "at sunset" it made "at since it".
        assert "scatters" in heard and "left" in heard
        assert turn["heard"] == turn["reply"] == f"{BLUE} {RED}"
        assert turn["provider"] == "openai"
        assert fake.asked[0].ended is Ended.WHOLE

        it.first.do(fake.hold_again)
        with virtual_sound.record_loudspeaker() as recording:
            it.ask("Why is grass green?")
            until(lambda: loud_seconds(recording.pcm) > 1, "a second of the answer")
            it.press()
            until(lambda: fake.asked[1].ended, "the end of the request")
            it.say("What time is it?")
            assert it.turn(3)["action"] == "time.now"
        cut = it.turn(2)
        assert fake.asked[1].ended is Ended.BY_CLIENT
        assert fake.asked[1].tokens_sent == HELD_AFTER
        assert cut["interrupted"]
        assert BLUE.startswith(cut["heard"])
        assert cut["heard"] != BLUE
        it.leave()
    assert len(fake.asked) == 2
    assert it.second.fake.asked == []


def test_failures_are_bridged_and_told(
    home: PamHome, virtual_sound: VirtualSound, speaker: Speaker, listener: Transcriber
) -> None:
    """Silence, a cut, nobody at all, and all back again: each is bridged or told, once."""
    with traveller(home, virtual_sound, speaker) as it:
        first, second = it.first.fake, it.second.fake

        first.goes_wrong(Wrong.SLOW_HEADERS, times=1)
        second.answers(HOOKED)
        with virtual_sound.record_loudspeaker() as recording:
            it.ask("Who invented Velcro?")
            turn = it.turn(1)
            heard = listener.words(recording.pcm).lower()
        assert heard.count("moment") == 1
        assert heard.index("moment") < heard.index("hooks")
        assert turn["reply"] == turn["heard"] == HOOKED
        assert turn["provider"] == "openrouter"
        assert first.asked[0].ended is Ended.BY_CLIENT
        it.is_told(REDUCED)

        first.temper.after_tokens = len(WHALES.split()) + 1
        first.goes_wrong(Wrong.CUT_AFTER, times=1)
        first.answers(f"{WHALES} {BREATH}")
        second.answers(f"{WHALES} {BREATH}")
        with virtual_sound.record_loudspeaker() as recording:
            it.ask("How do whales sleep?")
            turn = it.turn(2)
            heard = listener.words(recording.pcm).lower()
        assert turn["reply"] == turn["heard"] == f"{WHALES} {BREATH}"
        assert heard.count("brain") == 1
        assert heard.count("sharks") == 1
        assert it.told() == [REDUCED]

        it.first.do(lambda: first.goes_wrong(Wrong.REFUSED))
        it.second.do(lambda: second.goes_wrong(Wrong.REFUSED))
        with virtual_sound.record_loudspeaker() as recording:
            it.ask("Why do cats purr?")
            turn = it.turn(3)
            it.is_told(REDUCED, LOCAL)
            heard = listener.words(recording.pcm).lower()
        assert turn["reply"] == turn["heard"] == NO_NETWORK
        assert heard.count("network") == 1
        assert heard.count("anybody else") == 1

        it.first.do(first.goes_right)
        it.second.do(second.goes_right)
        it.ask("Why do dogs bark?")
        assert it.turn(4)["provider"] == "openai"
        it.is_told(REDUCED, LOCAL, FULL)
        it.leave()
