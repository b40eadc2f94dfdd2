"""What was acknowledged survives a kill."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile

_WRITER = """
import asyncio, sys
from pathlib import Path
from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from tests.core.storage.examples import expense

async def main():
    memory = SqliteMemory(DatabaseFile(Path(sys.argv[1])))
    while True:
        one = expense()
        await memory.keep([one])
        print(one.id, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("kept_before_the_kill", [1, 7, 40])
async def test_acknowledged_is_kept(path: Path, kept_before_the_kill: int) -> None:
    """Every expense that was acknowledged is there after kill -9 at any moment."""
    acknowledged = []
    for _ in range(2):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        assert writer.stdout is not None
        acknowledged += [writer.stdout.readline().strip() for _ in range(kept_before_the_kill)]
        os.kill(writer.pid, signal.SIGKILL)
        # What it still printed before it died was acknowledged as well; a torn line was not.
        rest = writer.stdout.read()
        acknowledged += rest[: rest.rfind("\n") + 1].split()
        writer.stdout.close()
        assert writer.wait(timeout=30) == -signal.SIGKILL
    file = DatabaseFile(path)
    kept = await SqliteLedger(file).expenses(limit=1_000_000)
    await file.close()
    assert len(acknowledged) >= 2 * kept_before_the_kill
    assert set(acknowledged) <= {expense.id for expense in kept}
