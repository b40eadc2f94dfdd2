"""A benchmark's table is readable and its JSON says what it was measured on."""

import json
import math
from pathlib import Path

import pytest

from bench.__main__ import BENCHES, main
from bench.report import percentile, table, write_json


def test_a_table_is_markdown_with_aligned_columns() -> None:
    """Every line is as wide as the next."""
    lines = table(("name", "ms"), [("short", "1"), ("a longer name", "12345")]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[0].split("|")[1].strip() == "name"
    assert len(lines) == 4


def test_the_json_names_the_machine_and_the_versions(tmp_path: Path) -> None:
    """Figures without the machine they come from are worth nothing."""
    path = write_json("trial", [{"ms": 1.5}], folder=tmp_path / "results")
    content = json.loads(path.read_text())
    assert content["figures"] == [{"ms": 1.5}]
    assert {"cpus", "python", "ctranslate2", "at"} <= set(content["measured_on"])


def test_percentiles_take_the_nearest_value() -> None:
    """The middle, the ends, and nothing at all."""
    values = [5.0, 1.0, 3.0, 2.0, 4.0]
    assert [percentile(values, share) for share in (0.0, 0.5, 0.95, 1.0)] == [1, 3, 5, 5]
    assert math.isnan(percentile([], 0.5))


def test_an_unknown_benchmark_lists_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code says that nothing was run."""
    assert main(["nonsense"]) == 2
    shown = capsys.readouterr().err
    assert all(name in shown for name in BENCHES)


def test_missing_recordings_are_named_with_the_mend(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`bench accuracy` without its recordings ends with one sentence."""
    monkeypatch.setenv("PAM_RECORDINGS", str(tmp_path / "gone"))
    assert main(["accuracy"]) == 2
    assert "PAM_RECORDINGS" in capsys.readouterr().err
