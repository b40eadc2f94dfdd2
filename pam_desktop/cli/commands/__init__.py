"""The commands of `pam`, one module each, imported only when chosen.

A command is a module here, named as in COMMANDS, with

* `HELP: str`: one line for `pam --help`, beginning with a small letter;
* `add_arguments(parser: argparse.ArgumentParser) -> None`: its own arguments; `--settings`, `--set`
  and `--verbose` are there already;
* `run(arguments: argparse.Namespace) -> int`: does it and returns the exit code. A PamError that it
  raises becomes one sentence on stderr (with `--json` an object on stdout) and the exit code of its
  fault; see `pam_desktop.cli.exits`.

Importing a command must be quick (`pam --help` imports all of them): what is heavy is imported
inside `run`.
"""

from importlib import import_module
from typing import Protocol, cast

COMMANDS = (
    "run",
    "talk",
    "ask",
    "hear",
    "say",
    "toggle",
    "demo",
    "devices",
    "ledger",
    "calendar",
    "models",
    "parse",
    "skills",
    "export",
    "places",
    "settings",
    "providers",
    "login",
    "logout",
    "sync",
    "account",
    "audit",
    "doctor",
)
"""In the order of `pam --help`."""

DEFAULT_COMMAND = "run"


class Command(Protocol):
    """What a module here offers; the argument types are argparse's, left open to stay quick."""

    HELP: str

    def add_arguments(self, parser: object) -> None:
        """Add the command's own arguments."""
        ...

    def run(self, arguments: object) -> int:
        """Do it; the exit code."""
        ...


def load(name: str) -> Command:
    """The command of that name, one of COMMANDS."""
    return cast(Command, import_module(f"{__name__}.{name}"))
