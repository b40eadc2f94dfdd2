"""A thing and its command are both there after a kill, or neither is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.storage.sync_server import Desktop

_WRITER = """
import asyncio, sys
from pathlib import Path
from tests.core.storage.examples import expense, turn
from tests.core.storage.sync_server import Desktop

async def main():
    desktop = Desktop(Path(sys.argv[1]))
    await desktop.join(with_talks=True)
    while True:
        one, said = expense(), turn("hello")
        await desktop.memory.keep([one], what="one")
        await desktop.chats.record(said)
        print(one.id, said.turn_id, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("kept_before_the_kill", [1, 25])
async def test_both_or_neither(tmp_path: Path, kept_before_the_kill: int) -> None:
    """Whatever moment the kill comes at, what is kept waits for the server, numbered on."""
    path = tmp_path / "pam.db"
    acknowledged = list[str]()
    for _ in range(2):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        assert writer.stdout is not None
        for _ in range(kept_before_the_kill):
            acknowledged += writer.stdout.readline().split()
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.read()
        acknowledged += rest[: rest.rfind("\n") + 1].split()
        writer.stdout.close()
        assert writer.wait(timeout=30) == -signal.SIGKILL
    desktop = Desktop(path)
    waiting = await desktop.sync.waiting(limit=1_000_000)
    shown = await desktop.shown()
    standing = await desktop.sync.standing()
    await desktop.file.close()
    assert len(acknowledged) >= 4 * kept_before_the_kill
    assert [one.cseq for one in waiting] == list(range(1, standing.last_cseq + 1))
    assert {(one.body["entity"], one.body["thing_id"]) for one in waiting} == set(shown)
    assert set(acknowledged) <= {id for _, id in shown}
