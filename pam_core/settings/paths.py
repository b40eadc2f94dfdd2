"""Where PAM keeps its things on this machine: settings, data, models, logs, and its resources."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "PAM_HOME"
"""Puts everything of PAM's under one folder: a stick, a test, a second PAM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """PAM's folders; none of them need exist yet."""

    config_folder: Path
    data_folder: Path
    cache_folder: Path
    log_folder: Path
    files_folder: Path
    """What PAM writes for people to take along: exports."""

    @property
    def settings_file(self) -> Path:
        """The user's settings."""
        return self.config_folder / "settings.toml"

    @property
    def key_names_file(self) -> Path:
        """For whom a key is in the system's keyring; no key is in it."""
        return self.config_folder / "key-names.txt"

    @property
    def window_file(self) -> Path:
        """Place and size of the window, written by Qt and of no interest to people."""
        return self.config_folder / "window.ini"

    @property
    def models_folder(self) -> Path:
        """Models fetched by the user; those that came as packages stay where pip put them."""
        return self.data_folder / "models"

    @property
    def database_file(self) -> Path:
        """Chats and expenses, where the settings do not name another file."""
        return self.data_folder / "pam.db"

    @property
    def demo_database_file(self) -> Path:
        """The demo's own chats and expenses, apart from the user's."""
        return self.data_folder / "demo" / "pam-demo.db"

    @property
    def places_file(self) -> Path:
        """Places the user has imported: campgrounds, fuel, dump stations."""
        return self.data_folder / "places.db"

    @property
    def gazetteer_file(self) -> Path:
        """Towns and postcodes, built from packages and built anew when lost."""
        return self.data_folder / "gazetteer.db"

    def database(self, chosen: str, *, demo: bool = False) -> Path:
        """The database to open.

        Args:
            chosen: the setting `storage.database`; "" is PAM's own.
            demo: the demo never touches the user's database, whatever is chosen.
        """
        if demo:
            return self.demo_database_file
        return Path(chosen).expanduser().absolute() if chosen else self.database_file


def find_places(environment: Mapping[str, str] = os.environ) -> Places:
    """PAM's folders on this machine, by the platform's custom or under PAM_HOME."""
    home = environment.get(HOME_VARIABLE, "")
    if home:
        folder = Path(home).expanduser().absolute()
        return Places(
            config_folder=folder / "config",
            data_folder=folder / "data",
            cache_folder=folder / "cache",
            log_folder=folder / "log",
            files_folder=folder / "files",
        )
    from platformdirs import PlatformDirs

    folders = PlatformDirs("pam", appauthor=False)
    return Places(
        config_folder=folders.user_config_path,
        data_folder=folders.user_data_path,
        cache_folder=folders.user_cache_path,
        log_folder=folders.user_log_path,
        files_folder=folders.user_documents_path / "PAM",
    )


def resources_folder() -> Path:
    """Icons, sounds and templates: in the checkout, beside an installed wheel, or in a bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).parent.parent.parent
    return root / "resources"
