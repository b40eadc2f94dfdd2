"""`pam talk`: the voice loop in the terminal, without a window."""

import argparse
import asyncio
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pam_desktop.app.live import Live

HELP = "talk with PAM in the terminal, without a window"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --hands-free and --demo."""
    parser.add_argument(
        "--hands-free", action="store_true", help="just speak, instead of pressing Enter first"
    )
    parser.add_argument("--demo", action="store_true", help="talk about the demo's trip")


def run(arguments: argparse.Namespace) -> int:
    """Talk until Ctrl+C or the end of input. Raises PamError."""
    from pam_desktop.cli.options import settings_of, start_logs_for

    logs = start_logs_for(arguments, settings_of(arguments))
    try:
        return asyncio.run(_talk(arguments))
    finally:
        logs.close()


async def _talk(arguments: argparse.Namespace) -> int:
    from pam_core.settings.paths import find_places
    from pam_core.settings.schema import HearingMode
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.app.live import Live
    from pam_desktop.cli.options import open_model_store, settings_of, settings_path
    from pam_desktop.cli.terminal import Terminal
    from pam_desktop.host.single_instance import open_door

    places, settings = find_places(), settings_of(arguments).settings
    terminal = Terminal()
    door = open_door(places.data_folder)
    if door is None:
        raise PamError(
            "instance.running",
            "PAM is already running.",
            mend="Close it first, or use `pam toggle` to talk to it.",
            fault=Fault.USER,
        )
    live = Live(
        places,
        settings,
        settings_path(arguments),
        open_model_store(),
        terminal.show,
        demo=arguments.demo,
    )
    live.set_mode(HearingMode.HANDS_FREE if arguments.hands_free else HearingMode.TOGGLE)
    try:
        await live.start()
        await door.listen({"toggle": live.toggle_talk})
        await live.load_models()
        if arguments.demo:
            terminal.say("DEMO: a sample trip. Nothing of yours is touched.")
        terminal.say(
            'Say "Hey Pam, what can you do?" (Ctrl+C ends.)'
            if arguments.hands_free
            else "Press Enter and speak. (Ctrl+C ends.)"
        )
        await _follow_keys(live, needs_keys=not arguments.hands_free)
    finally:
        try:
            await live.stop()
        finally:
            door.close()
    return 0


async def _follow_keys(live: "Live", *, needs_keys: bool) -> None:
    """Enter opens or ends an utterance, until Ctrl+C or SIGTERM.

    The end of input ends the talk where it `needs_keys`; hands-free it may have none from the
    start, as when a desktop or a service starts PAM.
    """
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    if sys.platform != "win32":  # there Ctrl+C cancels the task that asyncio.run started
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, over.set)
    keys = asyncio.create_task(_read_keys(live), name="keys")
    ended = asyncio.create_task(over.wait(), name="end")
    done, _ = await asyncio.wait((keys, ended), return_when=asyncio.FIRST_COMPLETED)
    if keys in done:
        keys.result()
        if not needs_keys:
            await ended
    for task in (keys, ended):
        task.cancel()


async def _read_keys(live: "Live") -> None:
    from pam_desktop.host.terminal_keys import can_be_typed_into, lines

    if can_be_typed_into(sys.stdin):
        async for _ in lines(sys.stdin):
            await live.toggle_talk()
