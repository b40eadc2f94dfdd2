"""The server's settings: typed, named where unknown, silent about values."""

from pathlib import Path

import pytest

from pam_core.vocabulary.errors import PamError
from pam_server.settings import ServerSettings, load_settings, settings_table


def _refusal(environment: dict[str, str]) -> PamError:
    with pytest.raises(PamError) as caught:
        load_settings(environment)
    return caught.value


def test_nothing_needs_to_be_set() -> None:
    """With an empty environment the server runs, on SQLite in its own folder."""
    settings = load_settings({})
    assert settings.database.startswith("sqlite:///")
    assert (settings.redis, settings.access_minutes, settings.registration_open) == ("", 15, True)


def test_the_environment_is_read() -> None:
    """Numbers, truth values, lists and what is set but empty."""
    settings = load_settings(
        {
            "PAM_SERVER_PORT": "80",
            "PAM_SERVER_REGISTRATION_OPEN": "false",
            "PAM_SERVER_CORS_ORIGINS": "https://a.example, https://b.example,",
            "PAM_SERVER_REDIS_URL": "",
            "PAM_OTHER": "x",
        }
    )
    assert (settings.port, settings.registration_open) == (80, False)
    assert settings.cors_origins == ["https://a.example", "https://b.example"]


def test_an_unknown_variable_is_named() -> None:
    """A variable that means nothing is an error, with what may have been meant."""
    error = _refusal({"PAM_SERVER_DATABASE_ULR": "secret-url"})
    assert error.code == "settings.unknown"
    assert "PAM_SERVER_DATABASE_ULR (did you mean PAM_SERVER_DATABASE_URL?)" in str(error)


def test_every_wrong_variable_is_named_and_no_value() -> None:
    """What will not do is named, all of it at once, without repeating what was given."""
    error = _refusal({"PAM_SERVER_PORT": "hush", "PAM_SERVER_WORKERS": "hush"})
    assert error.code == "settings.invalid"
    assert "PAM_SERVER_PORT" in str(error)
    assert "PAM_SERVER_WORKERS" in str(error)
    assert "hush" not in str(error)


def test_secrets_may_stand_in_files(tmp_path: Path) -> None:
    """A secret's variable with _FILE names a file; its last line break is none of the secret."""
    (tmp_path / "key").write_text("top-secret\n")
    settings = load_settings({"PAM_SERVER_OPENAI_API_KEY_FILE": str(tmp_path / "key")})
    assert settings.openai_api_key.get_secret_value() == "top-secret"
    assert "top-secret" not in repr(settings)


def test_a_secret_stands_in_one_place(tmp_path: Path) -> None:
    """Both the variable and its file, or a file that is not there, is an error."""
    both = {"PAM_SERVER_REDIS_URL": "x", "PAM_SERVER_REDIS_URL_FILE": str(tmp_path)}
    assert _refusal(both).code == "settings.file"
    missing = {"PAM_SERVER_REDIS_URL_FILE": str(tmp_path / "none")}
    assert _refusal(missing).code == "settings.file"
    assert _refusal({"PAM_SERVER_PORT_FILE": "x"}).code == "settings.unknown"


def test_the_table_has_every_setting() -> None:
    """The one table names every variable, says what it is for, and shows no secret."""
    rows = settings_table().splitlines()[2:]
    assert len(rows) == len(ServerSettings.model_fields)
    assert all(row.rstrip(" |").split("|")[-1].strip() for row in rows)
    assert "None" not in "".join(row for row in rows)
