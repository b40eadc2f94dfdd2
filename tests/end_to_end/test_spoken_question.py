"""The promise of the whole: hold the key, speak, be answered, offline, in the real window.

The question is spoken by a synthesiser (Piper's voice, slower than PAM speaks): there is no
recording of a person who asks PAM about fuel. Everything behind the virtual microphone is real.
"""

from pathlib import Path

from tests.support.pam_home import PamHome
from tests.support.pictures import colours
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import VirtualSound
from tests.support.voices import Speaker, Transcriber
from tests.support.waiting import until
from tests.support.window import Window


def test_spoken_question_is_answered_aloud(
    home: PamHome,
    screen: VirtualScreen,
    virtual_sound: VirtualSound,
    speaker: Speaker,
    listener: Transcriber,
    tmp_path: Path,
) -> None:
    """Two expenses are logged; asked for their sum with the key held, PAM says it, right."""
    assert home.run("ask", "I spent 45 dollars on fuel").stdout.startswith("Logged 45 dollars")
    assert home.run("ask", "log 32 dollars for fuel").stdout.startswith("Logged 32 dollars")
    window = Window(home, screen, "run")
    window.wait_until_ready()
    with virtual_sound.record_loudspeaker() as recording:
        window.hold_talk_key()
        virtual_sound.play_into_microphone(speaker.say("How much did I spend on fuel?"))
        window.release_talk_key()
        until(lambda: home.turns()[-1]["heard"], "the answer to be heard")
    turn = home.turns()[-1]
    assert turn["action"] == "expense.query"
    assert turn["trigger"] == "key"
    assert turn["heard"] == turn["reply"] == "You spent 77 dollars on fuel this month."
    assert "77" in listener.words(recording.pcm)
    window.shows("PAM: You spent 77 dollars on fuel this month.")
    assert colours(window.picture(tmp_path / "answered.png")) > 50
    window.program.interrupt()
    assert window.program.wait() == 0
