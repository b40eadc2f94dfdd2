"""The demo: held in the terminal where there is no screen, in the window where there is one."""

import asyncio
import wave
from datetime import UTC, datetime
from pathlib import Path

from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from tests.support.pam_home import PamHome
from tests.support.program import Program
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import VirtualSound
from tests.support.voices import Speaker, Transcriber
from tests.support.window import Window


def replies_of(demo: Program) -> list[tuple[str, Path]]:
    """What the demo's PAM answered, and the WAV file it was spoken into."""
    texts = [line.removeprefix("PAM: ") for line in demo.out if line.startswith("PAM: ")]
    files = [line.split("spoken: ")[1] for line in demo.out if "spoken: " in line]
    return list(zip(texts, map(Path, files), strict=True))


def seconds_of(path: Path) -> float:
    """How long a WAV file lasts."""
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def spent_this_month(home: PamHome, category: str) -> Money:
    """What the demo's own records add up to."""
    today = datetime.now(UTC).date()
    month = Period(first=today.replace(day=1), last=today)

    async def read() -> Money:
        file = DatabaseFile(home.folder / "data" / "demo" / "pam-demo.db")
        try:
            (total,) = await SqliteLedger(file).total_spent(category=category, period=month)
        finally:
            await file.close()
        return total

    return asyncio.run(read())


def test_without_screen_and_sound_the_demo_is_held_in_the_terminal(
    silent_home: PamHome, screen: VirtualScreen, tmp_path: Path, listener: Transcriber
) -> None:
    """`pam run` says why, holds the talk, writes the replies; `pam demo --terminal` does the same.

    Neither touches the user's own data.
    """
    other_home = PamHome(tmp_path / "other", silent_home.environment)
    for home in (silent_home, other_home):
        assert home.run("ask", "I spent 45 dollars on fuel").returncode == 0
    before = [silent_home.fingerprint(), other_home.fingerprint()]
    try:
        run = silent_home.start("run")
        # Here there is a screen, and the terminal was asked for.
        demo = other_home.start("demo", "--terminal", **screen.environment)
        assert run.wait(seconds=90) == 0
        assert demo.wait(seconds=90) == 0
    finally:
        other_home.end()
    assert "There is no screen" in run.err[0]
    assert [silent_home.fingerprint(), other_home.fingerprint()] == before
    replies = replies_of(run)
    assert [said for said, _ in replies[:3]] == [said for said, _ in replies_of(demo)[:3]]
    fuel, groceries = (spent_this_month(silent_home, it) for it in ("fuel", "groceries"))
    assert replies[0][0].startswith(f"You spent {fuel.minor // 100} dollars")
    assert replies[1][0] == "Logged 45 dollars for groceries at Safeway."
    assert replies[2][0].startswith(f"You spent {groceries.minor // 100} dollars")
    assert replies[3][0].startswith("It's ")
    assert all(seconds_of(file) > 0.5 for _, file in replies)
    assert str(fuel.minor // 100) in listener.words_of(replies[0][1])
    assert len(replies_of(demo)) == len(replies)


def test_demo_in_the_window_and_back(
    home: PamHome,
    screen: VirtualScreen,
    virtual_sound: VirtualSound,
    speaker: Speaker,
) -> None:
    """The button leads into the demo, which says so everywhere; leaving leads back to one's own."""
    assert home.run("ask", "I spent 45 dollars on fuel").returncode == 0
    answer = home.run("ask", "--demo", "How much did I spend on fuel this month?").stdout.strip()
    window = Window(home, screen, "run")
    window.wait_until_ready()
    window.shows("I spent 45 dollars on fuel,")

    window.click("Try the demo")
    window.shows("DEMO · a sample trip. Nothing of yours is shown here or changed.")
    window.hides("I spent 45 dollars on fuel,")
    assert "DEMO" in window.title()
    window.hold_talk_key()
    virtual_sound.play_into_microphone(speaker.say("How much did I spend on fuel this month?"))
    window.release_talk_key()
    window.shows(f"PAM: {answer}")
    window.type_question("I spent 99 dollars on fuel")
    window.shows("PAM: Logged 99 dollars for fuel.")

    window.click("Leave demo")
    window.hides("DEMO · a sample trip.")
    window.shows("I spent 45 dollars on fuel,")
    assert "DEMO" not in window.title()
    window.type_question("How much did I spend on fuel?")
    window.shows("PAM: You spent 45 dollars on fuel this month.")
    assert [it.amount.minor for it in home.expenses()] == [4500]


def test_demo_command_opens_the_window_in_the_demo(
    silent_home: PamHome, screen: VirtualScreen
) -> None:
    """`pam demo` begins in the demo, and makes no database of the user's own."""
    window = Window(silent_home, screen, "demo")
    window.shows("DEMO · a sample trip. Nothing of yours is shown here or changed.")
    window.shows("There is no microphone")
    window.program.interrupt()
    assert window.program.wait() == 0
    assert not silent_home.database.exists()
