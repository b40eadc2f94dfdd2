"""`pam settings`: lists every setting with its value and where that came from, or changes one."""

import argparse
import json

from pam_desktop.cli.exits import OK
from pam_desktop.cli.options import settings_of, settings_path

HELP = "list the settings, or change one: settings set hearing.model whisper-base"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `set NAME VALUE` and `--json`."""
    parser.add_argument("action", nargs="?", choices=["list", "set"], default="list")
    parser.add_argument("name", nargs="?", metavar="SECTION.KEY", help="the setting to change")
    parser.add_argument("value", nargs="?", metavar="VALUE", help="its new value")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """List or change. Raises PamError (`settings.…`, `model.…`)."""
    from pam_core.vocabulary.errors import Fault, PamError

    if arguments.action == "set":
        if arguments.value is None:
            raise PamError(
                "settings.incomplete",
                "A setting to change and its new value are missing.",
                mend="Write it as `pam settings set speaking.volume 0.5`.",
                fault=Fault.USER,
            )
        return _set(arguments)
    if arguments.name is not None:
        raise PamError(
            "settings.incomplete",
            f"“{arguments.name}” does not fit behind `pam settings list`.",
            mend="`pam settings set NAME VALUE` changes a setting.",
            fault=Fault.USER,
        )
    return _list(arguments)


def _set(arguments: argparse.Namespace) -> int:
    from pam_core.settings.fields import written
    from pam_core.settings.file import save
    from pam_core.settings.judging import split_name

    section, key = split_name(arguments.name)
    value = _known_model(section, key, arguments.value)
    path = settings_path(arguments)
    kept = save(path, section, key, value)
    if arguments.json:
        print(json.dumps({"name": f"{section}.{key}", "value": kept, "file": str(path)}))
    else:
        print(f"{section}.{key} = {written(kept)}  (in {path})")
    return OK


def _known_model(section: str, key: str, value: str) -> str:
    """The model's name as the catalogue has it; other settings as they are."""
    from models.catalogue import ModelKind, shipped_catalogue
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.app.language_model import is_own_file

    kind = {
        ("hearing", "model"): ModelKind.HEARING,
        ("speaking", "voice"): ModelKind.VOICE,
        ("embedded", "model"): None if is_own_file(value) else ModelKind.LANGUAGE,
    }.get((section, key))
    if kind is None:
        return value
    entry = shipped_catalogue().entry(value)
    if entry.kind is not kind:
        names = ", ".join(other.name for other in shipped_catalogue().of_kind(kind))
        raise PamError(
            "settings.bad_value",
            f"{entry.name} is a {entry.kind} model; {section}.{key} takes a {kind} model.",
            mend=f"Choose one of: {names}.",
            fault=Fault.USER,
        )
    return entry.name


def _list(arguments: argparse.Namespace) -> int:
    from pam_core.settings.fields import all_fields, written

    loaded = settings_of(arguments)
    rows = []
    for field in all_fields():
        value = getattr(getattr(loaded.settings, field.section), field.key)
        rows.append((field, value, loaded.origins[field.name]))
    if arguments.json:
        told = [
            {
                "name": field.name,
                "value": value,
                "default": field.default,
                "origin": str(origin),
                "takes": field.takes,
                "help": field.help,
                "variable": field.variable,
            }
            for field, value, origin in rows
        ]
        print(json.dumps({"file": str(loaded.path), "settings": told}, indent=2))
        return OK
    print(f"# {loaded.path}" + ("" if loaded.path.exists() else " (not there: all defaults)"))
    for field, value, origin in rows:
        print(f"\n{field.name} = {written(value)}  ({origin})")
        print(f"    {field.help}")
        print(f"    Takes {field.takes}; default {written(field.default)}.")
    return OK
