"""One PAM for each home: whoever starts a second one gets the first."""

from tests.support.pam_home import PamHome
from tests.support.virtual_screen import VirtualScreen
from tests.support.waiting import until
from tests.support.window import Window


def test_second_start_raises_the_first(silent_home: PamHome, screen: VirtualScreen) -> None:
    """`pam run` beside a running PAM brings that one's window up and ends with 0."""
    window = Window(silent_home, screen, "run")
    window.shows("Ready")
    number = screen.xdotool("search", "--onlyvisible", "--name", "^PAM").split()[0]
    screen.xdotool("windowminimize", "--sync", number)
    second = silent_home.run("run", **screen.environment)
    assert second.returncode == 0
    assert second.stdout == "PAM is already running; its window is coming up.\n"
    until(lambda: screen.xdotool("getactivewindow") == number, "the window to come up")
    assert screen.xdotool("search", "--onlyvisible", "--name", "^PAM").split() == [number]
    assert window.program.is_running


def test_talk_beside_a_running_pam_says_what_to_do(
    silent_home: PamHome, screen: VirtualScreen
) -> None:
    """`pam talk` beside a window does not fight for the microphone: a sentence, and 2."""
    window = Window(silent_home, screen, "run")
    window.shows("Ready")
    second = silent_home.run("talk")
    assert second.returncode == 2
    assert second.stderr == (
        "pam: PAM is already running. Close it first, or use `pam toggle` to talk to it.\n"
    )
    assert window.program.is_running
