"""A PAM_HOME of a test's own: the programs that run in it, its log and what is kept there."""

import asyncio
import hashlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.kept import K
from pam_core.vocabulary.ledger import Expense
from tests.support.child import PATIENCE_SECONDS
from tests.support.program import Program, environment_of
from tests.support.waiting import until


class PamHome:
    """Everything of one PAM below `folder`; `environment` is what its programs run in.

    With a `gazetteer` PAM finds its map there, else it builds one in the background.
    """

    module = "pam_desktop.cli.main"
    """What its programs run."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], gazetteer: Path | None = None
    ) -> None:
        self.folder = folder
        if gazetteer is not None:
            (folder / "data").mkdir(parents=True)
            shutil.copy(gazetteer, folder / "data" / "gazetteer.db")
        self.environment = environment_of(folder, environment)
        self._programs: list[Program] = []

    @property
    def database(self) -> Path:
        """The user's database."""
        return self.folder / "data" / "pam.db"

    @property
    def log(self) -> str:
        """What PAM has logged so far."""
        path = self.folder / "log" / "pam.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def start(self, *words: str, stdin: int = subprocess.PIPE, **environment: str) -> Program:
        """Start `pam` with these words; it is ended with the home."""
        program = Program(
            *words, environment=self.environment | environment, module=self.module, stdin=stdin
        )
        self._programs.append(program)
        return program

    def start_read(self, *words: str, **environment: str) -> Program:
        """The same, with a window that can be read: see `tests.support.read_window`."""
        program = Program(
            *words,
            environment=self.environment | environment,
            module="tests.support.read_window",
        )
        self._programs.append(program)
        return program

    def run(
        self, *words: str, typed: str = "", **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run `pam` with these words to its end; `typed` is what is on its stdin."""
        return subprocess.run(
            [sys.executable, "-m", self.module, *words],
            env=self.environment | environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=3 * PATIENCE_SECONDS,
        )

    def logged(self, part: str, *, after: int = 0) -> int:
        """Wait for the log to say `part` behind the character `after`; where it does."""

        def look() -> int:
            return self.log.find(part, after) + 1

        return until(look, f"{part!r} in the log, which says:\n{self.log[after:]}") - 1

    def turns(self) -> list[dict[str, Any]]:
        """The turns that are kept, oldest first, with their columns as the schema names them."""
        if not self.database.exists():
            return []
        with closing(sqlite3.connect(self.database, timeout=5)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute("SELECT * FROM turns ORDER BY rowid")]

    def expenses(self) -> list[Expense]:
        """The expenses that stand, the first made first; the database is opened as PAM opens it."""

        async def read() -> list[Expense]:
            file = DatabaseFile(self.database)
            try:
                return list(reversed(await SqliteLedger(file).expenses()))
            finally:
                await file.close()

        return asyncio.run(read())

    def kept(self, kind: type[K]) -> list[K]:
        """The things of a kind that stand, the first made first."""

        async def read() -> list[K]:
            file = DatabaseFile(self.database)
            try:
                return list(reversed(await SqliteMemory(file).find(kind)))
            finally:
                await file.close()

        return asyncio.run(read())

    def fingerprint(self) -> dict[str, str]:
        """Each file of the user's settings and records with its SHA-256."""
        files = [*self.folder.glob("config/*.toml"), *self.folder.glob("data/*")]
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(files)
            if path.is_file()
        }

    def end(self) -> None:
        """End every program that still runs."""
        for program in self._programs:
            program.end()
