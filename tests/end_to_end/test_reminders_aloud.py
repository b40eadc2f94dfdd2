"""Reminders ring by themselves: PAM says them aloud unasked, after a power cut too."""

from datetime import UTC, datetime

from pam_core.vocabulary.reminder import Reminder
from tests.support.pam_home import PamHome
from tests.support.program import Program
from tests.support.virtual_sound import VirtualSound
from tests.support.voices import Speaker, Transcriber
from tests.support.waiting import until

RINGS = "Reminder: check the water tank."


def say(pam: Program, sound: VirtualSound, spoken: bytes) -> None:
    """Press the key and speak."""
    so_far = len(pam.out)
    pam.press_enter()
    pam.line("listening", after=so_far)
    sound.play_into_microphone(spoken)


def heard_aloud(home: PamHome, text: str) -> bool:
    """Whether PAM has said that to its end."""
    return any(turn["heard"] == text for turn in home.turns())


def test_a_reminder_set_by_voice_is_spoken_and_done_by_voice(
    home: PamHome, virtual_sound: VirtualSound, speaker: Speaker, listener: Transcriber
) -> None:
    """Asked for by voice, it is said aloud on time without being asked; "done" ends it."""
    wish = speaker.say("Remind me in ten seconds to check the water tank.")
    done = speaker.say("That is done.")
    pam = home.start("talk")
    pam.line("Press Enter")
    say(pam, virtual_sound, wish)
    pam.line("PAM: I'll remind you")
    [reminder] = home.kept(Reminder)
    with virtual_sound.record_loudspeaker() as loudspeaker:
        pam.line(f"PAM: {RINGS}")
        assert datetime.now(UTC) >= reminder.at
        until(lambda: heard_aloud(home, RINGS), "the reminder to be said to its end")
    assert "water" in listener.words(loudspeaker.pcm).lower()
    assert home.turns()[-1]["trigger"] == "unasked"

    say(pam, virtual_sound, done)
    pam.line("PAM: Done: check the water tank.")
    assert [one.done for one in home.kept(Reminder)] == [True]
    assert "You have no reminders." in home.run("ask", "What are my reminders?").stdout


def test_what_another_program_keeps_is_told_too(home: PamHome) -> None:
    """A timer set by `pam ask` while PAM runs is told by the PAM that runs."""
    pam = home.start("talk")
    pam.line("Press Enter")
    assert home.run("ask", "Set a 3 second timer.").stdout.startswith("3 seconds from now")
    pam.line("PAM: Your 3 second timer is done.")
    pam.interrupt()
    assert pam.wait() == 0


def test_a_reminder_survives_sigkill(
    home: PamHome, virtual_sound: VirtualSound, listener: Transcriber
) -> None:
    """PAM dies before the reminder is due, and says it aloud when it is there again, just once."""
    set_by_hand = home.run("ask", "Remind me in 8 seconds to check the water tank.")
    assert set_by_hand.stdout.startswith("I'll remind you")
    [reminder] = home.kept(Reminder)
    pam = home.start("talk")
    pam.line("Press Enter")
    pam.kill()
    assert home.turns()[-1]["trigger"] != "unasked", "it died too late for this test"
    until(lambda: datetime.now(UTC) > reminder.at, "the reminder to be due")

    with virtual_sound.record_loudspeaker() as loudspeaker:
        again = home.start("talk")
        again.line(f"PAM: {RINGS}")
        until(lambda: heard_aloud(home, RINGS), "the reminder to be said to its end")
    assert "water" in listener.words(loudspeaker.pcm).lower()
    again.kill()

    third = home.start("talk")
    third.line("Press Enter")
    third.interrupt()
    assert third.wait() == 0
    assert [turn["reply"] for turn in home.turns()].count(RINGS) == 1
    assert [one.waits for one in home.kept(Reminder)] == [True]
