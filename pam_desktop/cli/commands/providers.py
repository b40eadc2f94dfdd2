"""`pam providers`: who can answer an open question, and how each of them stands."""

import argparse
import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import OK, SERVICE
from pam_desktop.cli.options import settings_of, start_logs_for

if TYPE_CHECKING:
    from pam_core.vocabulary.model_talk import Candidate
    from pam_desktop.cli.answering import Answering
    from pam_desktop.cli.trial import Trial

HELP = "list who can answer open questions; test [NAME], key NAME [--remove], on NAME"

_OTHERS_KEYS = {
    "OPENAI_API_KEY": "openai",
    "ANTHROPIC_API_KEY": "anthropic",
    "OPENROUTER_API_KEY": "openrouter",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the action, NAME, `--remove` and `--json`."""
    actions = ["list", "test", "key", "on"]
    parser.add_argument("action", nargs="?", choices=actions, default="list")
    parser.add_argument("name", nargs="?", metavar="NAME", help="a provider, as the list has it")
    parser.add_argument("--remove", action="store_true", help="with key: forget it")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 4 where a test failed. Raises PamError (`providers.…`, `keys.…`, `storage.…`)."""
    match arguments.action:
        case "test":
            return _answering(arguments, lambda open_: _test(open_, arguments))
        case "key":
            return _key(arguments)
        case "on":
            return _answering(arguments, lambda open_: _on(open_, arguments))
    return _answering(arguments, lambda open_: _list(open_, arguments))


def _answering(arguments: argparse.Namespace, work: Callable[["Answering"], Awaitable[int]]) -> int:
    from pam_desktop.cli.answering import open_answering

    async def all_of_it() -> int:
        async with open_answering(arguments) as open_:
            return await work(open_)

    logs = start_logs_for(arguments, settings_of(arguments))
    try:
        return asyncio.run(all_of_it())
    finally:
        logs.close()


async def _list(open_: "Answering", arguments: argparse.Namespace) -> int:
    from pam_desktop.cli.provider_rows import as_json, as_lines

    _no_name(arguments)
    states = await open_.board.states()
    if arguments.json:
        print(json.dumps(as_json(states), indent=2))
        return OK
    for line in as_lines(states, open_.clock.now()):
        print(line)
    for remark in _remarks(open_):
        print(remark)
    return OK


def _remarks(open_: "Answering") -> list[str]:
    from pam_core.settings.schema_answers import PROVIDERS

    names = open_.settings.answers.names
    left_out = [name for name in PROVIDERS if name not in names]
    remarks = [f"Never asked: {', '.join(left_out)} (answers.order)."] if left_out else []
    remarks += [
        f"{variable} is set for other programs and PAM does not use it; to let PAM ask {name}: "
        f"`pam providers key {name}`."
        for variable, name in _OTHERS_KEYS.items()
        if os.environ.get(variable) and name in names and not open_.keys.variable_of(name)
    ]
    return remarks


async def _test(open_: "Answering", arguments: argparse.Namespace) -> int:
    from pam_desktop.cli.trial import try_out

    trials = []
    for candidate in _chosen(open_, arguments.name):

        def begins(candidate: "Candidate" = candidate) -> None:
            if not arguments.json and not candidate.provider.on_device:
                print(f"{candidate.provider.name}: asking; this may cost a fraction of a cent …")

        trial = await try_out(candidate, open_.board, open_.clock, begins)
        trials.append(trial)
        if not arguments.json:
            print(_told(trial), flush=True)
    if arguments.json:
        print(json.dumps([_as_json(trial) for trial in trials], indent=2))
    asked = [trial for trial in trials if trial.call is not None]
    wanted = trials if arguments.name else asked
    return OK if wanted and all(trial.answered for trial in wanted) else SERVICE


def _told(trial: "Trial") -> str:
    from pam_desktop.cli.provider_rows import plain

    if trial.call is None:
        return f"{trial.name}: {plain(trial.standing.sentence)} {trial.standing.mend}".rstrip()
    if trial.failure is not None:
        detail = f" ({trial.failure.detail})" if trial.failure.detail else ""
        return f"{trial.name}: {trial.failure}{detail}"
    first = trial.call.first_token_seconds or trial.call.seconds
    times = f"first word after {first:.2f} s, whole after {trial.call.seconds:.2f} s"
    return f"{trial.name} ({plain(trial.call.model)}): “{plain(trial.answer)}” {times}"


def _as_json(trial: "Trial") -> dict[str, object]:
    reason = trial.failure or trial.standing
    return {
        "name": trial.name,
        "model": trial.call.model if trial.call else trial.standing.model,
        "asked": trial.call is not None,
        "answered": trial.answered,
        "outcome": trial.call.outcome if trial.call else "not_ready",
        "first_token_seconds": trial.call.first_token_seconds if trial.call else None,
        "seconds": trial.call.seconds if trial.call else None,
        "answer": trial.answer,
        "sentence": "" if trial.answered else reason.sentence,
        "mend": "" if trial.answered else reason.mend,
    }


async def _on(open_: "Answering", arguments: argparse.Namespace) -> int:
    (candidate,) = _chosen(open_, _name(arguments))
    name = candidate.provider.name
    await open_.board.switch_on(name)
    standing = await candidate.provider.standing()
    missing = "" if standing.ready else f" {standing.sentence} {standing.mend}".rstrip()
    if arguments.json:
        print(json.dumps({"name": name, "ready": standing.ready}))
    else:
        print(f"{name} may be asked again.{missing}")
    return OK


def _key(arguments: argparse.Namespace) -> int:
    from pam_core.settings.paths import find_places
    from pam_desktop.app.keys import open_keys
    from pam_desktop.cli.key_taking import forget_key, take_key

    # The settings are read first: with a file that cannot be used nobody is asked for a key.
    settings, name = settings_of(arguments).settings, _name(arguments)
    keys = open_keys(find_places())
    act = forget_key if arguments.remove else take_key
    told = act(name, keys, settings)
    if arguments.json:
        print(json.dumps({"name": name, "kept": not arguments.remove, "sentences": list(told)}))
    else:
        print("\n".join(told))
    return OK


def _chosen(open_: "Answering", name: str | None) -> Sequence["Candidate"]:
    from pam_core.vocabulary.errors import Fault, PamError

    if name is None:
        return open_.board.candidates
    found = [each for each in open_.board.candidates if each.provider.name == name]
    if not found:
        names = ", ".join(each.provider.name for each in open_.board.candidates) or "nobody"
        raise PamError(
            "providers.unknown",
            f"{name} is not among those that PAM asks: {names}.",
            mend="`pam settings set answers.order` says who is asked.",
            fault=Fault.USER,
        )
    return found


def _name(arguments: argparse.Namespace) -> str:
    from pam_core.vocabulary.errors import Fault, PamError

    if arguments.name is None:
        raise PamError(
            "providers.unnamed",
            "Which provider is missing.",
            mend=f"Write it as `pam providers {arguments.action} openai`.",
            fault=Fault.USER,
        )
    return str(arguments.name)


def _no_name(arguments: argparse.Namespace) -> None:
    from pam_core.vocabulary.errors import Fault, PamError

    if arguments.name is not None:
        raise PamError(
            "providers.unfit",
            f"“{arguments.name}” does not fit behind `pam providers list`.",
            mend=f"Perhaps you mean `pam providers test {arguments.name}`.",
            fault=Fault.USER,
        )
