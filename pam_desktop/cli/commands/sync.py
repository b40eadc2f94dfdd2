"""`pam sync`: how this machine stands with the PAM server, and what needs a decision."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from pam_desktop.cli.exits import OK

if TYPE_CHECKING:
    from pam_core.sync.once import Synced
    from pam_core.vocabulary.sync import SyncStanding
    from pam_desktop.app.membership import Membership

HELP = "status of sync; now, conflicts, keep ID --mine or --theirs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the action, ID, which version is kept, and `--json`."""
    actions = ["status", "now", "conflicts", "keep"]
    parser.add_argument("action", nargs="?", choices=actions, default="status")
    parser.add_argument("id", nargs="?", metavar="ID", help="a conflict, as the list has it")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--mine", action="store_true", help="with keep: the version from here")
    which.add_argument("--theirs", action="store_true", help="with keep: the one from elsewhere")
    parser.add_argument(
        "--passphrase-stdin",
        action="store_true",
        help="with now: read the passphrase of a sealed sign-in from stdin",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it. Raises PamError (`account.…`, `sync.…`, `keys.…`, `storage.…`)."""
    match arguments.action:
        case "now":
            return _now(arguments)
        case "conflicts":
            return _conflicts(arguments)
        case "keep":
            return _keep(arguments)
    return _status(arguments)


def _status(arguments: argparse.Namespace) -> int:
    from pam_desktop.cli.membership import has_database, with_account

    # Whoever only asks does not begin a database.
    is_there = has_database(arguments)
    standing = (
        with_account(arguments, lambda membership: membership.standing()) if is_there else _nobody()
    )
    print(json.dumps(_as_json(standing)) if arguments.json else "\n".join(_as_lines(standing)))
    return OK


def _now(arguments: argparse.Namespace) -> int:
    from pam_desktop.cli.membership import Typed, with_account

    async def sync(membership: "Membership") -> "tuple[Synced, SyncStanding]":
        from pam_desktop.app.sync_now import sync_now

        return await sync_now(membership), await membership.standing()

    typed = Typed(from_stdin=arguments.passphrase_stdin)
    synced, standing = with_account(arguments, sync, typed)
    if arguments.json:
        went = {"sent": synced.sent, "received": synced.received}
        print(json.dumps(_as_json(standing) | went))
        return OK
    print(
        "This machine and the server have the same now "
        f"(sent {synced.sent:,}, received {synced.received:,})."
    )
    for line in _as_lines(standing)[1:]:
        print(line)
    return OK


def _conflicts(arguments: argparse.Namespace) -> int:
    from pam_desktop.app.conflict_words import in_one_line, versions_of
    from pam_desktop.cli.membership import with_account
    from pam_desktop.cli.provider_rows import plain

    found = with_account(arguments, lambda membership: membership.conflicts())
    if arguments.json:
        rows = [
            {
                "id": each.id,
                "entity": each.entity,
                "thing_id": each.thing_id,
                "mine": each.mine,
                "theirs": each.theirs,
                "at": each.at.isoformat(),
                "error": each.error,
            }
            for each in found
        ]
        print(json.dumps(rows, indent=2, default=str))
        return OK
    if not found:
        print("Nothing needs a decision.")
        return OK
    for versions in map(versions_of, found):
        print(f"{versions.id}  {plain(versions.what)}")
        print(f"  mine:   {plain(in_one_line(versions.mine))}")
        print(f"  theirs: {plain(in_one_line(versions.theirs))}")
    print("`pam sync keep ID --mine` or `--theirs` decides.")
    return OK


def _keep(arguments: argparse.Namespace) -> int:
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.cli.membership import with_account

    if not arguments.id or not (arguments.mine or arguments.theirs):
        raise PamError(
            "account.no_choice",
            "Which conflict, or which of its versions, is missing.",
            mend="Write it as `pam sync keep ID --mine` or `pam sync keep ID --theirs`.",
            fault=Fault.USER,
        )
    with_account(arguments, lambda membership: membership.decide(arguments.id, mine=arguments.mine))
    kept = "mine" if arguments.mine else "theirs"
    if arguments.json:
        print(json.dumps({"id": arguments.id, "kept": kept}))
    else:
        print("Yours stands now." if arguments.mine else "The one from elsewhere stands now.")
    return OK


def _nobody() -> "SyncStanding":
    from pam_core.vocabulary.sync import SyncStanding

    return SyncStanding(
        device_id="",
        account=None,
        is_signed_in=False,
        epoch="",
        since=0,
        last_cseq=0,
        waiting=0,
        conflicts=0,
    )


def _as_json(standing: "SyncStanding") -> dict[str, Any]:
    account = standing.account
    return {
        "device_id": standing.device_id,
        "server": account.server if account else None,
        "email": account.email if account else None,
        "user_id": account.user_id if account else None,
        "signed_in": standing.is_signed_in,
        "epoch": standing.epoch,
        "since": standing.since,
        "last_cseq": standing.last_cseq,
        "waiting": standing.waiting,
        "conflicts": standing.conflicts,
    }


def _as_lines(standing: "SyncStanding") -> list[str]:
    from pam_desktop.app.conflict_words import decisions_wait

    account = standing.account
    if account is None:
        return ["Nobody ever signed in to a PAM server; everything stays on this machine."]
    state = "Signed in" if standing.is_signed_in else "Signed out; it was last used"
    lines = [f"{state} as {account.email} at {account.server}."]
    if standing.waiting:
        lines.append(f"Waiting to be sent: {standing.waiting:,}.")
    if standing.conflicts:
        lines.append(f"{decisions_wait(standing.conflicts)}: `pam sync conflicts`.")
    return lines
