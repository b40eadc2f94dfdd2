"""The log: it rotates, keeps what was said out, and never stops PAM."""

import errno
import faulthandler
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pam_desktop.app.logs import Logs, record_fault, start_logs

log = logging.getLogger("pam_core.somewhere")


@pytest.fixture(autouse=True)
def pytests_own_faulthandler() -> Iterator[None]:
    """Pytest has its own, which each start here replaces."""
    yield
    faulthandler.enable(sys.__stderr__)


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Logs]:
    opened = start_logs(tmp_path / "log")
    yield opened
    opened.close()


def written(tmp_path: Path) -> str:
    return (tmp_path / "log" / "pam.log").read_text(encoding="utf-8")


def test_written(tmp_path: Path, logs: Logs) -> None:
    """A line says when, how grave, which thread, which part, and what."""
    log.info("ready")
    assert "INFO    MainThread pam_core.somewhere: ready" in written(tmp_path)


def test_words_stay_out(tmp_path: Path, logs: Logs) -> None:
    """What is logged at debug, the user's words, is not written unless asked for."""
    words = "forty " + "dollars"
    log.debug(words)
    try:
        raise ValueError(words)
    except ValueError as error:
        record_fault(error)
    assert "ValueError" in written(tmp_path)
    assert "test_logs.py" in written(tmp_path)
    assert "forty dollars" not in written(tmp_path)


def test_asked_for(tmp_path: Path) -> None:
    """At debug everything is there."""
    logs = start_logs(tmp_path / "log", "debug")
    log.debug("the words")
    logs.close()
    assert "the words" in written(tmp_path)


def test_rotates(tmp_path: Path, logs: Logs) -> None:
    """The log never takes more than six files of a megabyte."""
    for _ in range(80):
        log.info("x" * 100_000)
    files = list((tmp_path / "log").glob("pam.log*"))
    assert len(files) == 6
    assert all(file.stat().st_size <= 1_000_000 for file in files)


def test_folder_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a log folder PAM says so once and goes on."""
    (tmp_path / "log").write_text("a file where the folder should be")
    logs = start_logs(tmp_path / "log")
    log.info("still here")
    logs.close()
    assert capsys.readouterr().err.count("cannot write its log") == 1


def test_disk_fills_up(
    tmp_path: Path,
    logs: Logs,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A disk that fills up while PAM runs is said once, and no caller of the log hears of it."""
    (handler,) = logs._handlers

    def full(text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert isinstance(handler, logging.FileHandler)
    monkeypatch.setattr(handler.stream, "write", full)
    log.info("one")
    log.info("two")
    assert capsys.readouterr().err.count("No space left on device") == 1


def test_closed(tmp_path: Path) -> None:
    """Closing leaves the logging of the process as it was; twice is no harm."""
    before = (logging.getLogger().level, list(logging.getLogger().handlers))
    logs = start_logs(tmp_path / "log", "debug")
    logs.close()
    logs.close()
    assert (logging.getLogger().level, list(logging.getLogger().handlers)) == before


def test_crash_of_the_interpreter(tmp_path: Path) -> None:
    """When the interpreter dies the stack is in crash.log."""
    program = (
        "import faulthandler, pathlib, sys\n"
        "from pam_desktop.app.logs import start_logs\n"
        "start_logs(pathlib.Path(sys.argv[1]))\n"
        "faulthandler._sigabrt()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], timeout=60, capture_output=True
    )
    assert done.returncode != 0
    assert "Fatal Python error: Aborted" in (tmp_path / "crash.log").read_text()
