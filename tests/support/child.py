"""A child program of a test: found or failed with the mend, ended and reaped."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

PATIENCE_SECONDS = 20.0
"""How long anything a test starts may take; far more than it needs, far less than a hang."""


def program(name: str, debian_package: str) -> str:
    """The full path of a program that the tests cannot do without; fails the test where missing."""
    path = shutil.which(name)
    if path is None:
        pytest.fail(
            f"{name} is not installed. `make test` installs it; by hand: "
            f"sudo apt install {debian_package}",
            pytrace=False,
        )
    return path


def short_folder(prefix: str) -> Path:
    """A private folder with a short path: a Unix socket's path must stay below 108 bytes."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
    stderr: int = subprocess.DEVNULL,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child that dies with us, even when the tests are killed."""
    tied = [program("setpriv", "util-linux"), "--pdeathsig", "KILL", "--", *command]
    return subprocess.Popen(
        tied,
        env=dict(environment),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        pass_fds=tuple(pass_fds),
    )


def stop(child: subprocess.Popen[bytes]) -> None:
    """Stop a child and reap it: first asked, then made to."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(PATIENCE_SECONDS / 4)
        except subprocess.TimeoutExpired:
            child.kill()
    child.wait(PATIENCE_SECONDS)


def end(child: subprocess.Popen[bytes]) -> None:
    """Stop a child that nobody reads from any more."""
    stop(child)
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()
