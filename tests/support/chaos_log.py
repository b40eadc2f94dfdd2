"""What the disks say after the chaos: the server's log and rows, a desktop's, and its journal."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.sync_user import tag_of

Key = tuple[str, str]
"""Entity and id of a thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One deed of the user's. `stands`: what each thing was said to be; None until it was said."""

    act: str
    at: datetime
    verb: str
    things: tuple[Key, ...]
    tag: str | None
    mine: bool = True
    stands: tuple[tuple[Key, str | None], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journalled:
    """A desktop's journal. `told` is what its user was told besides: refused, stopped."""

    acts: Sequence[Act]
    told: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One revision of a thing in the server's log; `tag` None: deleted."""

    seq: int
    key: Key
    tag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerDisk:
    """What the server has of one user."""

    epoch: str
    head_seq: int
    log: Sequence[Version]
    things: dict[Key, dict[str, Any]]
    last_cseq: dict[str, int]
    receipts: int
    seqs: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DesktopDisk:
    """What a desktop has. `conflicts` are the things and what was meant here."""

    device_id: str = ""
    epoch: str = ""
    since: int = -1
    last_cseq: int = 0
    waiting: int = -1
    things: dict[Key, dict[str, Any]] = field(default_factory=dict)
    conflicts: frozenset[tuple[Key, str | None]] = frozenset()


def journal_of(path: Path) -> Journalled:
    """Every line on the disk."""
    acts: dict[str, Act] = {}
    told: list[dict[str, Any]] = []
    for line in path.read_text().splitlines():
        read = json.loads(line)
        if "told" in read:
            told.append(read)
        elif "done" in read:
            begun = acts[read["done"]]
            stands = tuple(((kind, id), tag) for kind, id, tag in read["stands"])
            acts[begun.act] = replace(begun, stands=stands)
        else:
            acts[read["act"]] = Act(
                act=read["act"],
                at=datetime.fromisoformat(read["at"]),
                verb=read["verb"],
                things=tuple((kind, id) for kind, id in read["things"]),
                tag=read.get("tag"),
                mine=read.get("mine", True),
            )
    return Journalled(acts=list(acts.values()), told=told)


def server_disk(path: Path, email: str) -> ServerDisk:
    """The server's SQLite, read beside it at one moment."""
    with closing(_opened(path)) as database:
        database.execute("BEGIN")
        (user,) = database.execute("SELECT user_id FROM users WHERE email = ?", [email]).fetchone()
        rows = database.execute(
            "SELECT seq, frame FROM events WHERE user_id = ? ORDER BY seq", [user]
        ).fetchall()
        things = database.execute(
            "SELECT entity, id, fields FROM things WHERE user_id = ? AND NOT deleted", [user]
        )
        devices = database.execute(
            "SELECT device_id, last_cseq FROM devices WHERE user_id = ?", [user]
        )
        receipts = database.execute("SELECT count(*) FROM receipts WHERE user_id = ?", [user])
        return ServerDisk(
            epoch=_epoch(database),
            head_seq=_head(database, user),
            log=[one for seq, frame in rows for one in _versions(seq, json.loads(frame))],
            things={(entity, id): json.loads(fields) for entity, id, fields in things},
            last_cseq=dict(devices.fetchall()),
            receipts=receipts.fetchone()[0],
            seqs=[seq for seq, _ in rows],
        )


def head_of(path: Path, email: str) -> tuple[str, int]:
    """The server's epoch, and where the user's log ends."""
    with closing(_opened(path)) as database:
        (user,) = database.execute("SELECT user_id FROM users WHERE email = ?", [email]).fetchone()
        return _epoch(database), _head(database, user)


def last_cseq_of(path: Path, device_id: str) -> int:
    """How many commands of a device the server has taken."""
    with closing(_opened(path)) as database:
        row = database.execute(
            "SELECT last_cseq FROM devices WHERE device_id = ?", [device_id]
        ).fetchone()
        return int(row[0]) if row else 0


def standing_of(path: Path) -> DesktopDisk:
    """How far a desktop is; nothing where its database is not made yet."""
    if not path.exists():
        return DesktopDisk()
    try:
        with closing(_opened(path)) as database:
            row = database.execute(
                "SELECT device_id, epoch, since, last_cseq, (SELECT count(*) FROM outbox)"
                " FROM sync_state"
            ).fetchone()
    except sqlite3.OperationalError:
        # Its tables are just being made.
        row = None
    if row is None:
        return DesktopDisk()
    names = ("device_id", "epoch", "since", "last_cseq", "waiting")
    return DesktopDisk(**dict(zip(names, row, strict=True)))


def desktop_disk(path: Path) -> DesktopDisk:
    """All of it."""
    with closing(_opened(path)) as database:
        things = database.execute(
            "SELECT entity, thing_id, fields FROM things_here WHERE latest AND NOT deleted"
        )
        kept = database.execute("SELECT entity, thing_id, mine FROM conflicts")
        return replace(
            standing_of(path),
            things={(entity, id): json.loads(fields) for entity, id, fields in things},
            conflicts=frozenset(
                ((entity, id), None if mine is None else tag_of(json.loads(mine)))
                for entity, id, mine in kept
            ),
        )


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10.0)


def _epoch(database: sqlite3.Connection) -> str:
    (epoch,) = database.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
    return str(epoch)


def _head(database: sqlite3.Connection, user: str) -> int:
    row = database.execute("SELECT head_seq FROM counters WHERE user_id = ?", [user]).fetchone()
    return int(row[0]) if row else 0


def _versions(seq: int, frame: dict[str, Any]) -> list[Version]:
    return [
        Version(
            seq=seq,
            key=(thing["entity"], thing["id"]),
            tag=None if thing.get("deleted") else tag_of(thing["fields"]),
        )
        for thing in frame.get("things", ())
    ]
