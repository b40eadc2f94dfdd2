"""The entry point `pam`: finds the command, runs it, and turns errors into sentences and codes."""

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches

from pam_core.vocabulary.errors import PamError
from pam_desktop.cli import exits
from pam_desktop.cli.commands import COMMANDS, DEFAULT_COMMAND, Command, load
from pam_desktop.cli.options import add_common_options

_TAKES_VALUE = ("--settings", "--set")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `pam` with these arguments (default: the process's own); the exit code.

    Raises:
        SystemExit: from argparse: 0 after `--help`, 2 after arguments that make no sense.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _answer(given)
        # What is still buffered may find that its reader has gone.
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes stdout again when it ends; that must not fail either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.PIPE_CLOSED
    return code


def _answer(given: list[str]) -> int:
    at = _command_at(given)
    if at is None and ("--version" in given or "-V" in given):
        print(f"pam {version()}")
        return exits.OK
    if at is None and ("--help" in given or "-h" in given):
        _overview().print_help()
        return exits.OK
    name = DEFAULT_COMMAND if at is None else given.pop(at)
    if name not in COMMANDS:
        print(f"pam: {_unknown(name)}", file=sys.stderr)
        return exits.USAGE
    return _run(name, given)


def _run(name: str, given: list[str]) -> int:
    command = load(name)
    arguments = _parser(name, command).parse_intermixed_args(given)
    as_json = bool(getattr(arguments, "json", False))
    try:
        return command.run(arguments)
    except PamError as error:
        exits.say_error(error, as_json=as_json)
        return exits.exit_code(error)
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        return _own_fault(error, verbose=arguments.verbose)


def version() -> str:
    """The version of this PAM."""
    from importlib.metadata import version as version_of

    return version_of("pam-desktop")


def _parser(name: str, command: Command) -> argparse.ArgumentParser:
    text = command.HELP
    parser = argparse.ArgumentParser(
        prog=f"pam {name}", description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False
    )
    command.add_arguments(parser)
    add_common_options(parser)
    return parser


def _overview() -> argparse.ArgumentParser:
    """What `pam --help` prints; nothing is ever parsed with it."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {load(name).HELP}" for name in COMMANDS]
    parser = argparse.ArgumentParser(
        prog="pam",
        usage="pam [COMMAND] [OPTIONS]",
        description="PAM, a voice-first assistant for people who live and work on wheels.\n\n"
        "commands:\n" + "\n".join(lines),
        epilog=f"Without a command: {DEFAULT_COMMAND}. `pam COMMAND --help` tells more.\n"
        "Exit codes: 0 all is well, 2 what was given cannot be used, 3 the machine,\n"
        "4 a service, 70 a fault of PAM's own, 130 stopped by Ctrl+C.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", "-V", action="store_true", help="print the version")
    add_common_options(parser)
    return parser


def _command_at(given: Sequence[str]) -> int | None:
    """Where the command stands: the first word that is neither an option nor an option's value."""
    skip = False
    for at, word in enumerate(given):
        if skip:
            skip = False
        elif not word.startswith("-"):
            return at
        else:
            skip = word in _TAKES_VALUE
    return None


def _unknown(name: str) -> str:
    close = get_close_matches(name, COMMANDS, n=1)
    meant = f"; did you mean {close[0]}?" if close else "."
    return f"There is no command {name}{meant} `pam --help` lists them."


def _own_fault(error: Exception, *, verbose: bool) -> int:
    import traceback

    from pam_core.settings.paths import find_places
    from pam_desktop.app.logs import LOG_NAME, record_fault, start_logs

    folder = find_places().log_folder
    logs = start_logs(folder)
    record_fault(error)
    logs.close()
    if verbose:
        traceback.print_exception(error)
    print(
        f"pam: PAM met a fault of its own ({type(error).__name__}). Where it happened is in "
        f"{folder / LOG_NAME}; --verbose shows all of it.",
        file=sys.stderr,
    )
    return exits.BUG


if __name__ == "__main__":
    sys.exit(main())
