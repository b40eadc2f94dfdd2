"""Enter, as it is pressed in a terminal, on whatever platform."""

import asyncio
import os
import stat
import sys
import threading
from collections.abc import AsyncIterator
from typing import TextIO


def can_be_typed_into(stdin: TextIO | None) -> bool:
    """Whether somebody may type there: not into a file, nor into /dev/null."""
    if stdin is None or stdin.closed:
        return False
    mode = os.fstat(stdin.fileno()).st_mode
    return stdin.isatty() or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


async def lines(stdin: TextIO, *, platform: str = sys.platform) -> AsyncIterator[str]:
    """Each line as it is entered, until the end of input."""
    reader = _threaded(stdin) if platform == "win32" else await _piped(stdin)
    while line := await reader.readline():
        yield line.decode(errors="replace")


async def _piped(stdin: TextIO) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), stdin
    )
    return reader


def _threaded(stdin: TextIO) -> asyncio.StreamReader:
    """A Windows console cannot be waited for by asyncio: a thread of its own reads it."""
    reader, loop = asyncio.StreamReader(), asyncio.get_running_loop()

    def read() -> None:
        for line in stdin:
            loop.call_soon_threadsafe(reader.feed_data, line.encode())
        loop.call_soon_threadsafe(reader.feed_eof)

    # A daemon: nothing can wake it from a read that never ends.
    threading.Thread(target=read, name="pam-keys", daemon=True).start()
    return reader
