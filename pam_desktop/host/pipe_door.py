"""The door of the one PAM on Windows: a named pipe, of which there can be only one first."""

import asyncio
import logging
import threading
from multiprocessing.connection import Client, Connection, Listener
from typing import Protocol

from pam_desktop.host.knocks import LONGEST_WORD, Answers, answer_to

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0


class Pipe(Protocol):
    """A listening pipe, as multiprocessing makes it."""

    def accept(self) -> "Connection":
        """Wait for who knocks."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


class PipeDoor:
    """Windows lets only the first process make a pipe of a name, and removes it when that ends.

    Bytes are exchanged, never pickles: what comes through a pipe is not to be trusted.
    """

    def __init__(self, pipe: Pipe, address: str) -> None:
        self._pipe = pipe
        self._address = address
        self._is_closed = False
        self._thread: threading.Thread | None = None

    @classmethod
    def open(cls, name: str) -> "PipeDoor | None":
        """The door, or None where another process holds it."""
        address = address_of(name)
        try:
            return cls(Listener(address), address)
        except OSError as error:
            log.info("another PAM holds %s: %s", address, error)
            return None

    async def listen(self, answers: Answers) -> None:
        """Answer knocks from now on."""
        loop = asyncio.get_running_loop()
        self._thread = threading.Thread(
            target=self._run, args=(loop, answers), name="pam-door", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._thread is not None:
            # Only a caller ends the waiting for one.
            knock_at(self._address, "bye", 1.0)
            self._thread.join(5)
        self._pipe.close()

    def _run(self, loop: asyncio.AbstractEventLoop, answers: Answers) -> None:
        while not self._is_closed:
            try:
                line = self._pipe.accept()
            except OSError as error:
                log.info("a knock was lost: %s", error)
                continue
            with line:
                self._serve(line, loop, answers)

    def _serve(self, line: "Connection", loop: asyncio.AbstractEventLoop, answers: Answers) -> None:
        try:
            word = line.recv_bytes(LONGEST_WORD).decode("utf-8", "replace").strip()
            if self._is_closed:
                return
            future = asyncio.run_coroutine_threadsafe(answer_to(word, answers), loop)
            line.send_bytes(future.result(ANSWER_SECONDS).encode())
        except (OSError, EOFError, TimeoutError) as error:
            log.info("a knock was not understood: %s", error)


def knock_at_pipe(name: str, word: str, timeout_seconds: float) -> str | None:
    """The answer to a word; "" where it did not come in time, None where nobody listens."""
    return knock_at(address_of(name), word, timeout_seconds)


def knock_at(address: str, word: str, timeout_seconds: float) -> str | None:
    """The same, at any address that multiprocessing knows."""
    try:
        line = Client(address)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    with line:
        try:
            line.send_bytes(f"{word}\n".encode())
            return line.recv_bytes(1024).decode() if line.poll(timeout_seconds) else ""
        except (OSError, EOFError):
            return ""


def address_of(name: str) -> str:
    """The pipe's address."""
    return rf"\\.\pipe\{name}"
