"""`pam places`: what it imports, tells, asks and refuses."""

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pam_desktop.cli.main import main
from tests.support.waiting import until

CSV = "name,lat,lon,kind\nSun RV,38.5,-109.5,campground\nBad,95,0,fuel\nDump,38.6,-109.6,dump\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def camps(tmp_path: Path) -> str:
    path = tmp_path / "camps.csv"
    path.write_text(CSV)
    return str(path)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    def run(*words: str) -> Any:
        main(["places", *words, "--json"])
        return json.loads(capsys.readouterr().out)

    return run


def test_import_twice(camps: str, told: Callable[..., Any]) -> None:
    """The same file twice brings nothing new; a bad row is told with its line each time."""
    first, again = told("import", camps), told("import", camps)
    assert (first["new"], first["changed"], first["same"]) == (2, 0, 0)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)
    assert [row["where"] for row in first["left_out"]] == ["line 3"]


def test_left_out_rows(camps: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Who imports a file with bad rows is told which, and the exit code says so too."""
    assert main(["places", "import", camps]) == 2
    out, err = capsys.readouterr()
    assert "camps.csv: 2 new, 0 changed, 0 as before, 1 left out." in out
    assert "camps.csv, line 3: left out, 95, 0 lies off the globe" in err


def test_list_and_count(camps: str, told: Callable[..., Any]) -> None:
    """What was imported is listed by source and counted by kind."""
    assert told("list") == []
    told("import", camps, "--source", "friends", "--as-of", "2026-05-01")
    assert told("list") == [
        {"source": "friends", "places": 2, "oldest": "2026-05-01", "newest": "2026-05-01"}
    ]
    counts = told("count")
    assert (counts["campground"], counts["dump_station"], counts["fuel"]) == (1, 1, 0)


def test_remove(camps: str, told: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    """Removing asks first; where nobody can answer nothing is removed."""
    told("import", camps)
    assert main(["places", "remove", "camps.csv"]) == 0
    assert "Nothing was removed." in capsys.readouterr().out
    assert told("remove", "camps.csv", "--yes") == {"source": "camps.csv", "removed": 2}
    assert told("list") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import",), "places.unnamed"),
        (("import", "nothing.gpx"), "places.missing"),
        (("remove", "nobody"), "places.unknown_source"),
    ],
)
def test_refusals(words: tuple[str, ...], code: str, told: Callable[..., Any]) -> None:
    """What cannot be done is refused with a code and a sentence."""
    assert told(*words)["error"]["code"] == code


def test_unknown_kind(camps: str, told: Callable[..., Any]) -> None:
    """A kind that PAM does not know is refused with those it knows."""
    error = told("import", camps, "--kind", "pub")["error"]
    assert error["code"] == "places.unknown_kind"
    assert "dump_station" in error["mend"]


def test_broken_further_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a file that is broken at its end, what stood before is kept and told."""
    path = tmp_path / "cut.gpx"
    waypoint = '<wpt lat="38.5" lon="-109.5"><name>A{}</name><sym>Campground</sym></wpt>'
    many = "".join(waypoint.format(number) for number in range(3_000))
    path.write_text(f"<gpx>{many}<wpt ")
    assert main(["places", "import", str(path)]) == 2
    out, err = capsys.readouterr()
    kept = int(out.removeprefix("cut.gpx: ").partition(" new")[0].replace(",", ""))
    assert 2_000 < kept <= 3_000
    assert "cut.gpx cannot be read: it is broken at line 1" in err


def test_build(told: Callable[..., Any], home: Path) -> None:
    """The gazetteer is built once; a second build finds it ready."""
    assert told("build") == {
        "path": str(home / "data" / "gazetteer.db"),
        "ready": True,
        "new": True,
    }
    assert not told("build")["new"]


def test_killed_import(tmp_path: Path, home: Path, told: Callable[..., Any]) -> None:
    """An import that is killed leaves whole batches only; the next one brings the rest."""
    path = tmp_path / "many.csv"
    rows = (f"Stop {number},{25 + number / 2_000:.4f},-100,fuel\n" for number in range(40_000))
    path.write_text("name,lat,lon,kind\n" + "".join(rows))
    child = multiprocessing.get_context("spawn").Process(
        target=main, args=(["places", "import", str(path)],)
    )
    child.start()
    log = home / "data" / "places.db-wal"
    until(lambda: log.exists() and log.stat().st_size > 2_000_000, "some batches")
    child.kill()
    child.join()
    kept = told("count")["fuel"]
    assert 0 < kept < 40_000
    assert kept % 2_000 == 0
    assert sum(source["places"] for source in told("list")) == kept
    again = told("import", str(path))
    assert (again["new"], again["same"]) == (40_000 - kept, kept)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--as-of", "2026-13-01", "2026-13-01 is no day"),
        ("--currency", "dollars", "dollars is no currency"),
    ],
)
def test_options(
    camps: str, capsys: pytest.CaptureFixture[str], option: str, value: str, told: str
) -> None:
    """What an option may not be is said once, before anything is read."""
    with pytest.raises(SystemExit) as caught:
        main(["places", "import", camps, option, value])
    assert caught.value.code == 2
    assert told in capsys.readouterr().err
