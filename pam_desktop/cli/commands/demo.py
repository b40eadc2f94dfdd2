"""`pam demo`: PAM with a sample month of a sample trip; nothing of the user's is touched."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pam_core.vocabulary.turn import Turn
    from pam_desktop.cli.session import Session

HELP = "try PAM with the data of a sample trip; nothing of yours is touched"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --terminal."""
    parser.add_argument(
        "--terminal", action="store_true", help="hold the demo conversation in the terminal"
    )


def run(arguments: argparse.Namespace) -> int:
    """The window in demo mode, or the demo conversation where there is no screen."""
    from pam_desktop.host.screen import has_screen

    if arguments.terminal or not has_screen():
        return run_in_terminal(arguments)
    from pam_desktop.app.windowed import run_windowed

    return run_windowed(arguments, demo=True)


def run_in_terminal(arguments: argparse.Namespace) -> int:
    """The demo conversation, in text and WAV files. Raises PamError."""
    from pam_desktop.cli.session import in_session

    return in_session(arguments, _hold, demo=True)


async def _hold(session: "Session") -> int:
    from pam_desktop.app.terminal_demo import hold_demo
    from pam_desktop.cli.session import ignore, open_speech
    from pam_desktop.cli.terminal import Terminal

    terminal = Terminal()

    def show(turn: "Turn", reply: "Path") -> None:
        terminal.show_turn(turn)
        terminal.say(f"     spoken: {reply}\n")

    terminal.say("DEMO: a sample month of a sample trip. Nothing of yours is touched.")
    terminal.say("The times count from the last word spoken.\n")
    async with open_speech(session.settings, ignore) as models:
        await models.hearing.engine()
        await models.load()
        await hold_demo(session.settings, session.places, session.rooms, models, show)
    return 0
