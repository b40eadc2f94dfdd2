"""The options every command has, and what follows from them."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.store import ModelStore
    from pam_core.settings.loader import LoadedSettings
    from pam_desktop.app.logs import Logs


class _OneText(argparse.Action):
    """Joins the words of a text that was given without quotes."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        setattr(namespace, self.dest, " ".join(values) if values else None)


def add_text(parser: argparse.ArgumentParser, text_help: str, *, required: bool = True) -> None:
    """TEXT, with or without quotes around it; None where it is not required and not given."""
    parser.add_argument(
        "text", metavar="TEXT", nargs="+" if required else "*", action=_OneText, help=text_help
    )


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """`--settings FILE`, `--set section.key=value`, `--verbose`."""
    group = parser.add_argument_group("options of every command")
    group.add_argument(
        "--settings",
        metavar="FILE",
        type=Path,
        dest="settings_file",
        help="read this settings file",
    )
    group.add_argument(
        "--set",
        metavar="SECTION.KEY=VALUE",
        action="append",
        default=[],
        dest="overrides",
        help="override a setting this once; may be repeated",
    )
    group.add_argument("--verbose", action="store_true", help="show the log on stderr")


def settings_path(arguments: argparse.Namespace) -> Path:
    """The settings file that holds: the one named by `--settings`, or the user's own."""
    from pam_core.settings.paths import find_places

    chosen: Path | None = arguments.settings_file
    return chosen or find_places().settings_file


def settings_of(arguments: argparse.Namespace) -> "LoadedSettings":
    """The settings in force. Raises PamError (`settings.…`)."""
    from pam_core.settings.loader import load_settings

    return load_settings(
        settings_path(arguments),
        must_exist=arguments.settings_file is not None,
        overrides=arguments.overrides,
    )


def open_model_store() -> "ModelStore":
    """The user's models; HF_ENDPOINT names another hub, as huggingface's own tools have it."""
    import os

    from models.store import HUB, ModelStore
    from pam_core.settings.paths import find_places

    return ModelStore(find_places().models_folder, hub=os.environ.get("HF_ENDPOINT") or HUB)


def start_logs_for(arguments: argparse.Namespace, loaded: "LoadedSettings") -> "Logs":
    """Log as the settings and `--verbose` say; for commands that run for long."""
    from pam_core.settings.paths import find_places
    from pam_desktop.app.logs import start_logs

    level = str(loaded.settings.log.level)
    return start_logs(find_places().log_folder, level, verbose=arguments.verbose)


def lines(path: str) -> Iterator[str]:
    """The lines of a text file; "-" is the standard input. Raises PamError."""
    from pam_core.vocabulary.errors import Fault, PamError

    try:
        with open(0 if path == "-" else path, encoding="utf-8", errors="replace") as file:
            yield from (line.rstrip("\r\n") for line in file)
    except OSError as error:
        raise PamError(
            "lines.unreadable",
            f"{path} cannot be read: {error.strerror}.",
            mend="Give a text file with one sentence a line.",
            fault=Fault.USER,
        ) from error
