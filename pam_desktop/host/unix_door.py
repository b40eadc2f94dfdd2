"""The door of the one PAM on Linux and macOS: a lock that dies with its holder, and a socket."""

import asyncio
import fcntl
import logging
import os
import socket
import tempfile
from pathlib import Path

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.host.knocks import LONGEST_WORD, Answers, answer_to

log = logging.getLogger(__name__)

LONGEST_PATH = 100
"""Bytes; the kernel takes 104 to 108 for a socket's path."""


class UnixDoor:
    """Locked by flock: the kernel lets go when the process ends, so a crash leaves nothing behind.

    The socket listens from the start; knocks wait in its queue until `listen` is called.
    """

    def __init__(self, lock: int, listener: socket.socket, path: Path) -> None:
        self._lock: int | None = lock
        self._listener = listener
        self._path = path
        self._server: asyncio.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def open(cls, name: str) -> "UnixDoor | None":
        """The door, or None where another process holds it."""
        place = _place()
        try:
            lock = os.open(place / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _no_place(place) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        path = place / f"{name}.sock"
        try:
            # Whoever left a socket here is dead: the lock is ours.
            path.unlink(missing_ok=True)
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind(str(path))
            listener.listen(8)
        except OSError as error:
            os.close(lock)
            raise _no_place(place) from error
        path.chmod(0o600)
        listener.setblocking(False)
        return cls(lock, listener, path)

    async def listen(self, answers: Answers) -> None:
        """Answer knocks from now on."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _serve(reader, writer, answers)

        self._loop = asyncio.get_running_loop()
        self._server = await asyncio.start_unix_server(
            serve, sock=self._listener, limit=LONGEST_WORD
        )

    def close(self) -> None:
        """Take the socket away, then the lock."""
        if self._lock is None:
            return
        self._path.unlink(missing_ok=True)
        if self._server is not None and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._server.close)
        else:
            self._listener.close()
        os.close(self._lock)
        self._lock = None


def knock_at_socket(name: str, word: str, timeout_seconds: float) -> str | None:
    """The answer to a word; "" where it did not come in time, None where nobody listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(timeout_seconds)
        try:
            line.connect(str(_place() / f"{name}.sock"))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        try:
            line.sendall(f"{word}\n".encode())
            with line.makefile("r", encoding="utf-8") as answer:
                return answer.readline().strip()
        except (TimeoutError, ConnectionError):
            return ""


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: Answers
) -> None:
    try:
        line = await reader.readline()
        answer = await answer_to(line.decode("utf-8", "replace").strip(), answers)
        writer.write(f"{answer}\n".encode())
        await writer.drain()
    except (ValueError, ConnectionError) as error:
        # A stranger who talks on for ever, or one who hung up: nobody is left to be answered.
        log.info("a knock was not understood: %s", error)
    finally:
        writer.close()


def _place() -> Path:
    """Where only this user writes: the session's runtime folder, else one of our own in temp."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_dir() and len(runtime.encode()) < LONGEST_PATH - 30:
        return Path(runtime)
    place = Path(tempfile.gettempdir()) / f"pam-{os.getuid()}"
    if len(str(place).encode()) >= LONGEST_PATH - 30:
        place = Path("/tmp") / f"pam-{os.getuid()}"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.stat()
    except OSError as error:
        raise _no_place(place) from error
    # Somebody else may have made the folder first, to listen in our place.
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise _no_place(place)
    return place


def _no_place(place: Path) -> PamError:
    return PamError(
        "instance.no_place",
        f"PAM cannot keep its lock in {place}.",
        mend="Make that folder yours alone and writable, or set XDG_RUNTIME_DIR to one that is.",
        fault=Fault.ENVIRONMENT,
    )
