"""What PAM has to tell survives a kill at the worst moment."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from pam_core.assistant.watching import Watching
from pam_core.skills.days.reminders import ReminderSkill
from pam_core.skills.days.timers import TimerSkill
from pam_core.skills.phrasebook import Phrasebook
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.reminder import Reminder
from pam_core.vocabulary.reply import Notice
from pam_core.vocabulary.timer import Timer
from tests.core.assistant.test_watching import StoppedClock
from tests.core.language.said_sentences import NOW

_TELLS_AND_HANGS = """
import asyncio, sys
from pathlib import Path
from tests.core.assistant.test_watching_power_cut import watching_over

async def tell(notice):
    print(notice.text, flush=True)
    await asyncio.Event().wait()

asyncio.run(watching_over(Path(sys.argv[1]), tell)[0].run())
"""


def watching_over(path: Path, tell: object) -> tuple[Watching, DatabaseFile]:
    """The driver with the watches over reminders and timers, ten minutes later."""
    file, phrases = DatabaseFile(path), Phrasebook.load()
    memory = SqliteMemory(file)
    watching = Watching(
        (ReminderSkill(memory, phrases), TimerSkill(memory, phrases)),
        memory,
        StoppedClock(NOW + timedelta(minutes=10)),
        changed=asyncio.Event(),
        tell=tell,  # type: ignore[arg-type]
        trouble_met=lambda trouble: print(trouble, file=sys.stderr),
    )
    return watching, file


async def _prepare(path: Path) -> None:
    file = DatabaseFile(path)
    due = NOW + timedelta(minutes=9)
    await SqliteMemory(file).keep(
        [
            Reminder(id="one", created_at=NOW, text="call mom", at=due, zone="America/Denver"),
            Timer(id="two", created_at=NOW, seconds=540, ends_at=due, name="egg"),
        ]
    )
    await file.close()


async def test_killed_while_telling(tmp_path: Path) -> None:
    """What was being told when PAM was killed is told again, all of it, and then only once."""
    path = tmp_path / "pam.db"
    await _prepare(path)
    child = subprocess.Popen(
        [sys.executable, "-c", _TELLS_AND_HANGS, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "Reminder: call mom.\n"
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait(timeout=30) == -signal.SIGKILL
    child.stdout.close()
    told: list[str] = []

    async def tell(notice: Notice) -> None:
        told.append(notice.text)

    for _ in range(2):
        watching, file = watching_over(path, tell)
        await watching.look()
        await file.close()
    assert told == ["Reminder: call mom.", "Your egg timer is done."]
