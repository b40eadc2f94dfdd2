"""What PAM has acknowledged survives a power cut, whenever it comes."""

from tests.support.pam_home import PamHome
from tests.support.tones import loud_seconds
from tests.support.virtual_sound import Recording, VirtualSound
from tests.support.voices import Speaker
from tests.support.waiting import until

SPENT = {12: "fuel", 23: "groceries", 34: "fuel", 45: "propane", 56: "fuel"}
"""Dollars, each spoken in a round of its own."""


def log_and_die(home: PamHome, sound: VirtualSound, recording: Recording, spoken: bytes) -> None:
    """Start PAM, say an expense, and kill PAM at the first sound of its answer."""
    pam = home.start("talk")
    pam.line("Press Enter")
    quiet_until = len(recording.pcm)
    pam.press_enter()
    sound.play_into_microphone(spoken)
    until(lambda: loud_seconds(recording.pcm[quiet_until:]) > 0, f"a sound from {pam}")
    pam.kill()


def test_every_acknowledged_expense_survives_sigkill(
    home: PamHome, virtual_sound: VirtualSound, speaker: Speaker
) -> None:
    """PAM dies the moment it begins to say that an expense is logged; each is there afterwards."""
    with virtual_sound.record_loudspeaker() as recording:
        for dollars, category in SPENT.items():
            spoken = speaker.say(f"I spent {dollars} dollars on {category}.")
            log_and_die(home, virtual_sound, recording, spoken)
            # The killed player's last sound must not be taken for the next answer.
            until(
                lambda: loud_seconds(recording.pcm[-16_000:]) == 0, "the loudspeaker to fall silent"
            )
            kept = home.expenses()[-1]
            assert (kept.amount.minor, kept.category) == (dollars * 100, category)
    assert [it.amount.minor // 100 for it in home.expenses()] == list(SPENT)
    assert "102 dollars" in home.run("ask", "How much did I spend on fuel?").stdout
