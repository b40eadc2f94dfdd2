"""Where a PAM server is, and to which addresses a password may be sent."""

import pytest

from pam_core.sync.address import server_address, socket_address
from pam_core.vocabulary.errors import PamError


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" https://pam.example.org/ ", "https://pam.example.org"),
        ("pam.example.org", "https://pam.example.org"),
        ("https://pam.example.org:8443", "https://pam.example.org:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_kept_tidy(given: str, kept: str) -> None:
    """White space and a last stroke go, https is what is meant where nothing is said."""
    assert server_address(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "https://",
        "ftp://pam.example.org",
        "https://ann:secret@pam.example.org",
        "https://pam.example.org/?token=1",
        "https://pam.example.org#x",
        "https://pam.example.org:0",
        "https://pam.example.org:99999",
        "https://pam.example.org:",
        "https://pam example.org",
        "https://päm.example.org",
        "https://" + "a" * 300,
        "https://[::1",
    ],
)
def test_what_is_no_address_is_told(given: str) -> None:
    """Nothing is sent to half an address, nor a secret kept in one."""
    with pytest.raises(PamError) as told:
        server_address(given)
    assert told.value.code == "sync.address"


@pytest.mark.parametrize("host", ["pam.example.org", "192.168.1.20", "localhost.example.org"])
def test_a_password_does_not_travel_in_clear(host: str) -> None:
    """http:// is for this machine, and elsewhere only where the user allowed it."""
    with pytest.raises(PamError) as told:
        server_address(f"http://{host}")
    assert told.value.code == "sync.address_in_clear"
    assert server_address(f"http://{host}", allow_http=True) == f"http://{host}"


def test_the_socket_is_beside_it() -> None:
    """With TLS as the address has it; a user's id cannot leave its place in the path."""
    assert socket_address("https://p.example", "a1") == "wss://p.example/api/v1/pam/ws/a1"
    assert socket_address("http://127.0.0.1:1", "../x") == "ws://127.0.0.1:1/api/v1/pam/ws/..%2Fx"
