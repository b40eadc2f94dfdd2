"""The import rule, as pyproject.toml states it."""

import subprocess
from pathlib import Path
from sysconfig import get_path

from tests.rules import house


def test_the_import_rule_is_kept() -> None:
    """The face stands on the senses, the senses on the mind; the mind's rooms look downwards."""
    checker = Path(get_path("scripts")) / "lint-imports"
    done = subprocess.run(
        [checker, "--no-cache"],
        cwd=house.ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
