"""Files that go out."""

import os
from pathlib import Path

import pytest

from pam_core.interchange.calendar import writing
from pam_core.interchange.ledger import csv_export
from pam_core.vocabulary.errors import PamError


def test_a_device_stays(tmp_path: Path) -> None:
    """What is no file is not replaced by one, whatever is exported."""
    device = tmp_path / "device"
    os.mkfifo(device)
    with pytest.raises(PamError) as calendar:
        writing.write_file("", device)
    with pytest.raises(PamError) as ledger:
        csv_export.write_file([], device)
    codes = (calendar.value.code, ledger.value.code)
    assert codes == ("calendar.not_written", "ledger.not_written")
    assert list(tmp_path.iterdir()) == [device]
    assert device.is_fifo()
