"""`pam run`, or just `pam`: the window; without a screen, the demo conversation."""

import argparse
import sys

HELP = "start PAM with its window (the default)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(arguments: argparse.Namespace) -> int:
    """Show the window until it is closed. Raises PamError."""
    from pam_desktop.host.screen import has_screen

    if not has_screen():
        print(
            "There is no screen here, so there is no window: this is the demo conversation.\n"
            "`pam talk` listens to a microphone without a window; `pam ask TEXT` takes text.\n",
            file=sys.stderr,
        )
        from pam_desktop.cli.commands.demo import run_in_terminal

        return run_in_terminal(arguments)
    from pam_desktop.app.windowed import run_windowed

    return run_windowed(arguments, demo=False)
