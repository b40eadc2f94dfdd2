"""The settings of an account: which servers may be named, and that there is none by itself."""

import pytest

from pam_core.settings.judging import check_value
from pam_core.settings.schema import Settings
from pam_core.vocabulary.errors import PamError


def test_nobody_has_an_account_by_itself() -> None:
    """Without a word of the user's there is no server, no talk leaves, and http stays shut."""
    account = Settings().account
    assert (account.server, account.sync_talk, account.allow_http) == ("", False, False)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://pam.example.org/", "https://pam.example.org"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        (" http://192.168.1.20:8765 ", "http://192.168.1.20:8765"),
        ("", ""),
    ],
)
def test_server(given: str, kept: str) -> None:
    """A server is an https address, or http in the user's own network."""
    assert check_value("account", "server", given) == kept


@pytest.mark.parametrize(
    "given",
    ["http://pam.example.org", "pam.example.org", "https://me:pw@pam.example.org", "ftp://x"],
)
def test_unfit_server(given: str) -> None:
    """What a password must not be sent to is no server."""
    with pytest.raises(PamError):
        check_value("account", "server", given)
