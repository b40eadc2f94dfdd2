"""`pam parse`: prints what PAM would do about a sentence, without doing it."""

import argparse
import json
import os
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.reply import Intent
from pam_desktop.cli.options import add_text, lines, settings_of, settings_path

if TYPE_CHECKING:
    from pam_core.language.understanding import Language

HELP = "print the action PAM would take, without taking it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare TEXT, --file, --json, --now and --timezone."""
    add_text(parser, "what the user says", required=False)
    parser.add_argument("--file", metavar="FILE", help='one sentence a line ("-": standard input)')
    parser.add_argument("--json", action="store_true", help="print JSON, one object a line")
    parser.add_argument("--now", metavar="ISO-8601", help="the moment it is said")
    parser.add_argument("--timezone", metavar="Area/City", help="where it is said")


def run(arguments: argparse.Namespace) -> int:
    """Parse and print; 0 whether or not the sentence was understood. Raises PamError."""
    if (arguments.text is None) == (arguments.file is None):
        raise PamError("parse.nothing", "Give either a sentence or --file FILE.", fault=Fault.USER)
    now = _moment(arguments.now, arguments.timezone)
    language = _language(arguments)
    texts = [arguments.text] if arguments.file is None else lines(arguments.file)
    for text in texts:
        intent = language.parse(text, now)
        print(json.dumps(_printed(intent)) if arguments.json else _readable(intent))
    return 0


def _language(arguments: argparse.Namespace) -> "Language":
    """The language with the user's money, week and units."""
    from pam_core.language.grammar import Grammar
    from pam_core.language.understanding import Language
    from pam_core.settings.paths import find_places
    from pam_core.skills.pack import packs_there

    if packs_there():
        return _with_packs(arguments)
    chosen = arguments.overrides or settings_path(arguments).exists()
    if not chosen and not any(name.startswith("PAM_THINKING_") for name in os.environ):
        # The defaults hold, and reading settings takes as long as all the rest together.
        return Language(Grammar.load(cache=find_places().cache_folder))
    from pam_desktop.app.habits import language_of

    grammar = Grammar.load(cache=find_places().cache_folder)
    return language_of(settings_of(arguments).settings, grammar)


def _with_packs(arguments: argparse.Namespace) -> "Language":
    """The language with what third parties' skills add to it."""
    from pam_core.settings.paths import find_places
    from pam_core.skills.door import enter
    from pam_desktop.app.habits import language_of
    from pam_desktop.app.kit import unopened_kit
    from pam_desktop.cli.session import tell_left_out

    settings = settings_of(arguments).settings
    entered = enter(unopened_kit(find_places(), settings))
    tell_left_out(entered.troubles)
    return language_of(settings, entered.grammar)


def _printed(intent: Intent) -> dict[str, Any]:
    return {
        "action": intent.action,
        "slots": dict(intent.slots),
        "confidence": intent.confidence,
        "missing": list(intent.missing),
        "source": intent.source,
    }


def _readable(intent: Intent) -> str:
    if intent.action is None:
        return "not understood"
    slots = [f"{name}={_value(value)}" for name, value in intent.slots.items()]
    return " ".join([intent.action, *slots, *(f"{name}=?" for name in intent.missing)])


def _value(value: Any) -> str:
    """A slot's value on one line: 45.00 USD, 2026-11-01..2026-11-30."""
    if isinstance(value, dict):
        return ("..".join if "from" in value else " ".join)(str(part) for part in value.values())
    return str(value)


def _moment(now: str | None, timezone: str | None) -> datetime:
    zone = _zone(timezone)
    if now is None:
        return datetime.now(zone)
    try:
        moment = datetime.fromisoformat(now)
        return (
            moment.replace(tzinfo=zone)
            if moment.tzinfo is None
            else (moment.astimezone(zone) if timezone else moment)
        )
    except (ValueError, OverflowError) as error:
        raise PamError(
            "parse.now",
            f"{now!r} is not a moment.",
            mend="Write it like 2026-11-23T14:30 or 2026-11-23T14:30-07:00.",
            fault=Fault.USER,
        ) from error


def _zone(name: str | None) -> ZoneInfo:
    from tzlocal import get_localzone

    if name is None:
        return get_localzone()
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise PamError(
            "parse.timezone",
            f"There is no time zone {name!r}.",
            mend="Use a name such as America/Denver.",
            fault=Fault.USER,
        ) from error
