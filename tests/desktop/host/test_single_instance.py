"""One PAM for each user and home, and the words that reach it."""

import argparse
import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import Listener
from pathlib import Path

import pytest

from pam_core.vocabulary.errors import PamError
from pam_desktop.cli.commands import toggle
from pam_desktop.host.pipe_door import PipeDoor, knock_at
from pam_desktop.host.single_instance import knock, open_door
from tests.support.child import short_folder

HOLDER = """
import sys
from pathlib import Path
from pam_desktop.host.single_instance import open_door
door = open_door(Path(sys.argv[1]))
print("held" if door else "refused", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = short_folder("pam-run-")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("PAM_HOME", str(tmp_path / "home"))
    yield folder
    shutil.rmtree(folder)


class Told:
    def __init__(self) -> None:
        self.words: list[str] = []

    async def show(self) -> None:
        self.words.append("show")

    async def toggle(self) -> None:
        self.words.append("toggle")


async def test_the_second_knocks_at_the_first(tmp_path: Path) -> None:
    """While one holds the door another gets none, and its words are done by the first."""
    told = Told()
    door = open_door(tmp_path)
    assert door is not None
    assert open_door(tmp_path) is None
    await door.listen({"show": told.show, "toggle": told.toggle})
    assert await asyncio.to_thread(knock, tmp_path, "show")
    assert await asyncio.to_thread(knock, tmp_path, "toggle")
    assert told.words == ["show", "toggle"]
    door.close()
    assert not await asyncio.to_thread(knock, tmp_path, "show")


async def test_homes_are_strangers(tmp_path: Path) -> None:
    """Another home has a PAM of its own."""
    first, second = open_door(tmp_path / "a"), open_door(tmp_path / "b")
    assert first is not None
    assert second is not None
    first.close()
    second.close()


async def test_an_early_knock_waits(tmp_path: Path) -> None:
    """A knock that comes while the first is still starting is answered once it listens."""
    told = Told()
    door = open_door(tmp_path)
    assert door is not None
    early = asyncio.create_task(asyncio.to_thread(knock, tmp_path, "show", 15))
    await door.listen({"show": told.show})
    assert await early
    door.close()


async def test_a_silent_pam_is_said(tmp_path: Path) -> None:
    """A PAM that never answers is named, instead of waiting for ever."""
    door = open_door(tmp_path)
    assert door is not None
    with pytest.raises(PamError) as caught:
        await asyncio.to_thread(knock, tmp_path, "show", 0.05)
    assert caught.value.code == "instance.silent"
    door.close()


async def test_strangers_do_no_harm(tmp_path: Path, runtime: Path) -> None:
    """Unknown words are refused; endless, empty and broken ones end nothing."""
    told = Told()
    door = open_door(tmp_path)
    assert door is not None
    await door.listen({"show": told.show})
    with pytest.raises(PamError, match="unknown word"):
        await asyncio.to_thread(knock, tmp_path, "dance")
    (socket_file,) = runtime.glob("*.sock")
    for nonsense in (b"", b"x" * 100_000, b"\xff\xfe\n"):
        reader, writer = await asyncio.open_unix_connection(str(socket_file))
        writer.write(nonsense)
        writer.write_eof()
        # A line that is too long is hung up on, which may reach us as a reset.
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 15)
        writer.close()
    assert await asyncio.to_thread(knock, tmp_path, "show")
    door.close()


def test_a_killed_pam_leaves_no_trace(tmp_path: Path) -> None:
    """After SIGKILL the socket's file is still there, and the next PAM takes the door anyway."""
    first = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert first.stdout is not None
    assert first.stdin is not None
    assert first.stdout.readline() == b"held\n"
    assert open_door(tmp_path) is None
    first.send_signal(signal.SIGKILL)
    first.wait(15)
    first.stdin.close()
    first.stdout.close()
    assert not knock(tmp_path, "show")
    door = open_door(tmp_path)
    assert door is not None
    door.close()


def test_a_place_of_somebody_else_is_refused(
    tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a runtime folder PAM makes one of its own, and does not use one others can write."""
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(runtime))
    door = open_door(tmp_path)
    assert door is not None
    door.close()
    (runtime / f"pam-{os.getuid()}").chmod(0o777)
    with pytest.raises(PamError) as caught:
        open_door(tmp_path)
    assert caught.value.code == "instance.no_place"


def test_toggle_says_when_pam_is_not_running(capsys: pytest.CaptureFixture[str]) -> None:
    """`pam toggle` without a running PAM exits 3 and says how to start it."""
    assert toggle.run(argparse.Namespace()) == 3
    assert "pam run" in capsys.readouterr().err


async def test_toggle_reaches_the_running_pam() -> None:
    """`pam toggle` makes the running PAM listen and exits 0."""
    from pam_core.settings.paths import find_places

    told = Told()
    door = open_door(find_places().data_folder)
    assert door is not None
    await door.listen({"toggle": told.toggle})
    assert await asyncio.to_thread(toggle.run, argparse.Namespace()) == 0
    assert told.words == ["toggle"]
    door.close()


async def test_the_pipe_answers_like_the_socket(tmp_path: Path) -> None:
    """Windows' door, here on a socket in the pipe's place, does the same words."""
    told = Told()
    address = str(tmp_path / "pipe")
    door = PipeDoor(Listener(address), address)
    await door.listen({"show": told.show})
    assert await asyncio.to_thread(knock_at, address, "show", 15) == "ok"
    assert await asyncio.to_thread(knock_at, address, "dance", 15) == "no unknown word"
    assert told.words == ["show"]
    await asyncio.to_thread(door.close)
    assert await asyncio.to_thread(knock_at, address, "show", 15) is None
