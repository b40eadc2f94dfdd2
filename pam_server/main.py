"""The entry point `pam-server`: start it, ask whether it is well, mend its database."""

import argparse
import sys
from collections.abc import Callable, Sequence

from pam_core.vocabulary.errors import PamError

OK, FAILED, USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run `pam-server` with these arguments (default: the process's own); the exit code."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except PamError as error:
        print(f"pam-server: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pam-server", description="The PAM server.")
    parser.set_defaults(command=_run, host=None, port=None, workers=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    run = commands.add_parser("run", help="start the server (also without a command)")
    run.add_argument("--host", help="address to listen on")
    run.add_argument("--port", type=int, help="port to listen on")
    run.add_argument("--workers", type=int, help="how many processes serve")
    run.set_defaults(command=_run)
    healthy = commands.add_parser("healthy", help="ask the server on this machine whether it is")
    healthy.set_defaults(command=_healthy)
    settings = commands.add_parser("settings", help="list every setting as a table")
    settings.set_defaults(command=_settings)
    restored = commands.add_parser(
        "restored",
        help="say that the database was restored from a backup: desktops bring back what it lost",
    )
    restored.set_defaults(command=_restored)
    rotate = commands.add_parser("rotate-keys", help="sign access tokens with a new key")
    rotate.set_defaults(command=_rotate)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    from pam_server.serving import serve

    return serve(host=arguments.host, port=arguments.port, workers=arguments.workers)


def _healthy(arguments: argparse.Namespace) -> int:
    from pam_server.serving import is_healthy

    return OK if is_healthy() else FAILED


def _settings(arguments: argparse.Namespace) -> int:
    from pam_server.settings import settings_table

    print(settings_table())
    return OK


def _restored(arguments: argparse.Namespace) -> int:
    from pam_server.upkeep import begin_new_epoch

    print(begin_new_epoch())
    return OK


def _rotate(arguments: argparse.Namespace) -> int:
    from pam_server.upkeep import rotate_keys

    print(rotate_keys())
    return OK


if __name__ == "__main__":
    sys.exit(main())
