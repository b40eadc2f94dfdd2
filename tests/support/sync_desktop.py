"""A desktop without a window as a process of its own: a user who acts, and the line to the server.

`python -m tests.support.sync_desktop FOLDER --seed N`. FOLDER holds login.json (server, email,
password) and gets pam.db, journal.jsonl and the token. On the standard input: "rest" and "act"
(the user pauses, goes on; answered when it is so), "jump SECONDS" (the wall clock is set), "wake"
(the network changed). SIGTERM ends it in an orderly way.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pam_core.protocol import client_session, command_flight, event_cursor, limits
from pam_core.vocabulary.errors import PamError

SIGN_IN_AGAIN_SECONDS = 0.2


def be_impatient() -> None:
    """The same machines with less patience, so that a silent line is given up after seconds.

    To be called before the driver is imported, which takes one of these along by name.
    """
    limits.DEAD_SECONDS = 2.5
    client_session.HEARTBEAT_MOST_SECONDS = 0.8
    command_flight.ANSWER_SECONDS = 4.0
    event_cursor.AGAIN_SECONDS = 0.2
    from pam_core.sync import connecting, rest, sync

    connecting.OPEN_SECONDS = 2.5
    connecting.CLOSE_SECONDS = 0.5
    rest.ANSWER_SECONDS = 3.0
    rest.CONNECT_SECONDS = 2.0
    sync._AFTER_NUDGE_SECONDS = 0.1


class JumpingClock:
    """The machine's clocks, the wall clock off by `ahead_seconds`."""

    def __init__(self, ahead_seconds: float) -> None:
        self.ahead = timedelta(seconds=ahead_seconds)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def now(self) -> datetime:
        """What the wall clock says."""
        return datetime.now(UTC) + self.ahead


class FileSafe:
    """The `TokenSafe` port on a plain file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def get(self, server: str, user_id: str) -> str | None:
        """The token."""
        return self.path.read_text() if self.path.exists() else None

    async def put(self, server: str, user_id: str, token: str) -> None:
        """Written beside, then put in place, so that a kill leaves the one before."""
        beside = self.path.with_suffix(".new")
        with beside.open("w") as file:
            file.write(token)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)

    async def forget(self, server: str, user_id: str) -> None:
        """Gone."""
        self.path.unlink(missing_ok=True)


class Desktop:
    """The parts of one desktop, and what it is told to do."""

    def __init__(self, folder: Path, seed: str, pause: float, ahead: float) -> None:
        from pam_core.storage.file import DatabaseFile
        from pam_core.storage.sync import SqliteSync
        from pam_core.sync.account import Accounts
        from pam_core.sync.rest import Rest
        from tests.support.sync_user import Journal, RandomUser

        self._login: dict[str, str] = json.loads((folder / "login.json").read_text())
        self._chance = random.Random(seed)
        self._pause = pause
        self._clock = JumpingClock(ahead)
        self._safe = FileSafe(folder / "token")
        self._file = DatabaseFile(folder / "pam.db")
        self._store = SqliteSync(self._file)
        self._journal = Journal(folder / "journal.jsonl")
        self._user = RandomUser(self._file, self._journal, self._clock, self._chance)
        self._rest = Rest(self._login["server"])
        self._accounts = Accounts(self._rest)
        self._acting = asyncio.Event()
        self._hand = asyncio.Lock()
        self._sync: Any = None

    async def run(self) -> None:
        """Until it is told to end."""
        ended = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, ended.set)
        self._acting.set()
        try:
            async with asyncio.TaskGroup() as tasks:
                running = [
                    tasks.create_task(work) for work in (self._live(), self._line(), self._obey())
                ]
                await ended.wait()
                for task in running:
                    task.cancel()
        finally:
            await self._rest.close()
            await self._file.close()
            self._journal.close()

    async def _live(self) -> None:
        """The user: one act after another, now quickly, now slowly."""
        while True:
            await asyncio.sleep(self._chance.expovariate(1 / self._pause))
            await self._acting.wait()
            async with self._hand:
                await self._user.act()
            if self._sync is not None:
                self._sync.nudge()

    async def _line(self) -> None:
        """The driver, run again as the user would where it gives up."""
        from pam_core.sync.session import Session
        from pam_core.sync.sync import Sync

        while True:
            session = None
            account = (await self._store.standing()).account
            if account is not None:
                session = Session(self._accounts, account, self._safe, self._clock)
            if session is None or await self._safe.get("", "") is None:
                session = await self._signed_in()
            self._sync = Sync(
                self._store,
                self._rest,
                session,
                self._clock,
                self._hear,
                chance=lambda: self._chance.uniform(0.0, 0.05),
                poll_seconds=1.0,
            )
            await self._sync.run()

    async def _signed_in(self) -> Any:
        """By password, again and again until the server is there."""
        from pam_core.sync.session import Session

        login = self._login
        while True:
            try:
                tokens = await self._accounts.sign_in(login["email"], login["password"], "chaos")
            except PamError as error:
                if error.code in ("sync.wrong_password", "sync.update_pam"):
                    raise
                await asyncio.sleep(SIGN_IN_AGAIN_SECONDS)
                continue
            session = Session(self._accounts, tokens.account, self._safe, self._clock)
            await self._store.join(tokens.account, self._clock.now(), with_talks=False)
            await session.begin(tokens)
            return session

    def _hear(self, news: Any) -> None:
        from pam_core.vocabulary.sync_news import CommandRefused, LineChanged, LineState

        if isinstance(news, CommandRefused):
            self._journal.write(told="refused", code=news.code)
        if isinstance(news, LineChanged) and news.state is LineState.STOPPED:
            self._journal.write(told="stopped", sentence=news.sentence)
        if isinstance(news, LineChanged) and news.state is LineState.SIGN_IN_AGAIN:
            self._journal.write(told="sign_in_again")
            self._safe.path.unlink(missing_ok=True)

    async def _obey(self) -> None:
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
        )
        print("here", flush=True)
        while line := await reader.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            if verb == "rest":
                self._acting.clear()
                async with self._hand:
                    pass
            elif verb == "act":
                self._acting.set()
            elif verb == "jump":
                self._clock.ahead = timedelta(seconds=float(rest))
            elif verb == "wake" and self._sync is not None:
                self._sync.wake()
            print(verb, flush=True)


def main() -> None:
    """Run until somebody ends it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between acts, mean")
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds the wall clock is ahead")
    asked = parser.parse_args()
    be_impatient()

    async def run() -> None:
        await Desktop(asked.folder, asked.seed, asked.pause, asked.ahead).run()

    asyncio.run(run())


if __name__ == "__main__":
    main()
