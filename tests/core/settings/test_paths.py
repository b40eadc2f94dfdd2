"""Where PAM keeps its things."""

from pathlib import Path

import pytest

from pam_core.settings.paths import find_places, resources_folder


def test_home_holds_everything(tmp_path: Path) -> None:
    """PAM_HOME puts every folder under one roof."""
    places = find_places({"PAM_HOME": str(tmp_path)})
    for place in (
        places.settings_file,
        places.window_file,
        places.models_folder,
        places.database_file,
        places.cache_folder,
        places.log_folder,
    ):
        assert place.is_relative_to(tmp_path)


def test_relative_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative PAM_HOME means the same folder after the program has moved elsewhere."""
    monkeypatch.chdir(tmp_path)
    assert find_places({"PAM_HOME": "here"}).data_folder == tmp_path / "here" / "data"


def test_platform_folders() -> None:
    """Without PAM_HOME the platform's custom decides, and nothing is created by asking."""
    places = find_places({})
    assert places.config_folder.is_absolute()
    assert "pam" in places.config_folder.parts[-1].lower()


def test_demo_has_its_own_database(tmp_path: Path) -> None:
    """The demo never opens the user's database, whichever they chose."""
    places = find_places({"PAM_HOME": str(tmp_path)})
    mine = str(tmp_path / "mine.db")
    assert places.database("") == places.database_file
    assert places.database(mine) == Path(mine)
    assert places.database(mine, demo=True) == places.demo_database_file
    assert places.demo_database_file != places.database_file


def test_resources_of_the_checkout() -> None:
    """In a checkout the resources lie beside the packages."""
    assert resources_folder() == Path(__file__).parents[3] / "resources"


def test_resources_of_a_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen bundle unpacks them into its own folder."""
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert resources_folder() == tmp_path / "resources"
