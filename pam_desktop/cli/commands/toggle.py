"""`pam toggle`: starts or ends listening in the PAM that runs, for a key of the desktop's."""

import argparse
import sys

HELP = "start or end listening in the PAM that is running"

NOT_RUNNING = 3
"""Exit code where no PAM runs."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(arguments: argparse.Namespace) -> int:
    """Knock at the running PAM's door; 0 when it listened, 3 where none runs. Raises PamError."""
    from pam_core.settings.paths import find_places
    from pam_desktop.host.single_instance import knock

    if knock(find_places().data_folder, "toggle"):
        return 0
    print("PAM is not running. Start it with `pam run` or `pam talk`.", file=sys.stderr)
    return NOT_RUNNING
