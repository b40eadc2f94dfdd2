"""docs/server-api.md: every curl line of it, run against the real program."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "server-api.md"
START_SECONDS = 60.0


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A `pam-server` of its own, ready for work."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "PAM_SERVER_DATA_FOLDER": str(tmp_path / "data"),
        "PAM_SERVER_PORT": str(port),
        "PAM_SERVER_METRICS_PORT": "0",
        "PAM_SERVER_SPEECH": "false",
    }
    own = {name: value for name, value in os.environ.items() if not name.startswith("PAM_")}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "pam_server.main"], env=own | settings, stdout=log, stderr=log
        )
    try:
        _wait_ready(server, f"http://127.0.0.1:{port}/readyz", tmp_path / "log")
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_ready(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            # There is nothing to wait on but the port.
            time.sleep(0.1)
    raise AssertionError(f"the server did not become ready:\n{log.read_text()}")


def test_every_line_of_the_page_works(address: str, tmp_path: Path):
    """Whoever copies the page's lines into a shell gets what it says."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    script = "set -eu\n" + "\n".join(blocks).replace("127.0.0.1:8765", address)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"},
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert '"Well done"' in (tmp_path / "everything.json").read_text().replace('\\"', '"')
    assert "fuel" in (tmp_path / "answer.json").read_text()
