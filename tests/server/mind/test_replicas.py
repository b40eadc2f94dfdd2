"""Folders of replicas: one for each process, however many start at once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pam_server.mind.replicas import Replicas
from pam_server.socket.hub import LocalHub
from pam_server.store.log import SqlLog


def several(cache: Path, log: SqlLog, hub: LocalHub, many: int) -> Sequence[Replicas]:
    """As many processes' as that."""
    return [Replicas(cache, log, hub, lambda: datetime.now(UTC)) for _ in range(many)]


async def test_started_at_once(log: SqlLog, hub: LocalHub, tmp_path: Path) -> None:
    """Processes that start at the same moment take nothing from one another."""
    crowd = several(tmp_path, log, hub, 12)
    await asyncio.gather(*(each.open() for each in crowd))
    folders = list(tmp_path.glob("replicas-*"))
    assert len(folders) == 12
    for each in crowd:
        await each.close()
    assert list(tmp_path.glob("replicas-*")) == []


async def test_left_behind(log: SqlLog, hub: LocalHub, tmp_path: Path) -> None:
    """What a process that is no more has left is removed; a living one's stays."""
    left = tmp_path / "replicas-left"
    left.mkdir()
    (left / "somebody.db").write_text("words")
    living, late = several(tmp_path, log, hub, 2)
    await living.open()
    await late.open()
    assert not left.exists()
    assert len(list(tmp_path.glob("replicas-*"))) == 2
    await living.close()
    await late.close()


async def test_user_nobody_knows(log: SqlLog, hub: LocalHub, tmp_path: Path) -> None:
    """The replica of a user who has nothing, or is erased, is empty."""
    (replicas,) = several(tmp_path, log, hub, 1)
    await replicas.open()
    async with replicas.borrow("01a20846-fe00-7140-b10e-9d1324b1bfbd") as replica:
        assert await replica.take_changes() == []
    await replicas.close()
