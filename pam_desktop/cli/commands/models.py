"""`pam models`: lists, fetches, verifies and removes the models on disk."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import ENVIRONMENT, OK
from pam_desktop.cli.options import open_model_store

if TYPE_CHECKING:
    from models.catalogue import ModelEntry
    from models.shelf import ModelState
    from models.store import ModelStore, OnProgress

HELP = "list the models, fetch NAME, verify [NAME], remove NAME"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the action, NAME and `--json`."""
    actions = ["list", "fetch", "verify", "remove"]
    parser.add_argument("action", nargs="?", choices=actions, default="list")
    parser.add_argument("names", nargs="*", metavar="NAME", help="models, as the list names them")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 3 where `verify` found something wrong. Raises PamError (`model.…`)."""
    store = open_model_store()
    match arguments.action:
        case "fetch":
            return _fetch(store, _named(arguments), arguments.json)
        case "verify":
            return _verify(store, arguments.names, arguments.json)
        case "remove":
            return _remove(store, _named(arguments), arguments.json)
    return _list(store, arguments.json)


def _named(arguments: argparse.Namespace) -> list[str]:
    from pam_core.vocabulary.errors import Fault, PamError

    if not arguments.names:
        raise PamError(
            "model.unnamed",
            f"Which model to {arguments.action} is missing.",
            mend="`pam models list` names them.",
            fault=Fault.USER,
        )
    names: list[str] = arguments.names
    return names


def _list(store: "ModelStore", as_json: bool) -> int:
    states = store.list()
    if as_json:
        print(json.dumps([_told(state) for state in states], indent=2))
        return OK
    width = max(len(state.entry.name) for state in states)
    for state in states:
        entry = state.entry
        where = "in a package" if state.packaged else str(state.folder or "")
        print(
            f"{entry.name:{width}}  {entry.size_bytes / 1e6:5.0f} MB  {entry.kind:14}  "
            f"{state.condition:14}  {entry.licence:10}  {where}".rstrip()
        )
    return OK


def _fetch(store: "ModelStore", names: list[str], as_json: bool) -> int:
    for entry in [store.catalogue.entry(name) for name in names]:
        with _progress(entry, as_json) as on_progress:
            path = store.fetch(entry.name, on_progress)
        if as_json:
            print(json.dumps({"name": entry.name, "path": str(path)}))
        else:
            print(f"{entry.name} is ready: {path}")
    return OK


@contextmanager
def _progress(entry: "ModelEntry", as_json: bool) -> Iterator["OnProgress"]:
    """A bar where somebody watches, else one line; nothing for a script."""
    if as_json or not sys.stderr.isatty():
        if not as_json:
            size = f"{entry.size_bytes / 1e6:.0f} MB"
            print(f"Fetching {entry.name} ({size}) ...", file=sys.stderr)
        yield lambda done, total: None
        return
    from tqdm import tqdm

    with tqdm(total=entry.size_bytes, desc=entry.name, unit="B", unit_scale=True) as bar:

        def show(done: int, total: int) -> None:
            bar.update(done - bar.n)

        yield show


def _verify(store: "ModelStore", names: list[str], as_json: bool) -> int:
    """All that are there, or those named; each is read again in full."""
    from models.shelf import Condition
    from pam_core.vocabulary.errors import PamError

    absent = (Condition.MISSING, Condition.IN_PIECES, Condition.PARTLY)
    if not names:
        names = [s.entry.name for s in store.list() if s.condition not in absent]
    code = OK
    for entry in [store.catalogue.entry(name) for name in names]:
        try:
            path = store.verify(entry.name)
        except PamError as error:
            code = ENVIRONMENT
            told = {"name": entry.name, "whole": False, "code": error.code, "mend": error.mend}
            print(json.dumps(told) if as_json else f"✗ {error}")
        else:
            told = {"name": entry.name, "whole": True, "path": str(path)}
            print(json.dumps(told) if as_json else f"✓ {entry.name} is whole: {path}")
    return code


def _remove(store: "ModelStore", names: list[str], as_json: bool) -> int:
    for entry in [store.catalogue.entry(name) for name in names]:
        freed = store.remove(entry.name)
        if as_json:
            print(json.dumps({"name": entry.name, "freed_bytes": freed}))
        else:
            print(f"{entry.name} is removed; {freed / 1e6:.0f} MB are free again.")
    return OK


def _told(state: "ModelState") -> dict[str, object]:
    entry = state.entry
    return {
        "name": entry.name,
        "kind": str(entry.kind),
        "title": entry.title,
        "licence": entry.licence,
        "size_bytes": entry.size_bytes,
        "condition": str(state.condition),
        "packaged": state.packaged,
        "checked": state.checked,
        "folder": str(state.folder) if state.folder else None,
        "source": f"{entry.repository}@{entry.revision}",
    }
