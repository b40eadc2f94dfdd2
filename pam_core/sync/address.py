"""Where a PAM server is: the address as the user gives it, and the two that are made of it."""

import re
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from pam_core.vocabulary.errors import Fault, PamError

BASE = "/api/v1/pam"
_MOST_CHARACTERS = 300
_PLAIN = re.compile(r"[!-~]+")
_MEND = "Give an address such as https://pam.example.org."


def server_address(text: str, *, allow_http: bool = False) -> str:
    """The address as it is kept: without white space around it or a stroke at its end.

    http:// is taken for this machine only, elsewhere with `allow_http`: a password would travel in
    clear. A scheme that is left out is https.

    Raises:
        PamError: `sync.address`, `sync.address_in_clear`.
    """
    tidy = text.strip().rstrip("/")
    if "://" not in tidy:
        tidy = f"https://{tidy}"
    if len(tidy) > _MOST_CHARACTERS or not _PLAIN.fullmatch(tidy) or not _is_plain_address(tidy):
        raise PamError(
            "sync.address",
            "That is no address of a PAM server.",
            mend=_MEND,
            fault=Fault.USER,
        )
    parts = urlsplit(tidy)
    if parts.scheme == "http" and not allow_http and not is_loopback(tidy):
        raise PamError(
            "sync.address_in_clear",
            "Your password would travel in clear to an http:// address.",
            mend="Use https://, or allow it with the setting account.allow_http.",
            fault=Fault.USER,
        )
    return tidy


def is_loopback(server: str) -> bool:
    """Whether an address is this machine's, told by the host alone."""
    host = urlsplit(server).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def socket_address(server: str, user_id: str) -> str:
    """Where a user's socket is; no token is ever part of it."""
    scheme, _, rest = server.partition("://")
    return f"{'wss' if scheme == 'https' else 'ws'}://{rest}{BASE}/ws/{quote(user_id, safe='')}"


def _is_plain_address(tidy: str) -> bool:
    try:
        parts = urlsplit(tidy)
        # Reading the port is what judges it.
        port = parts.port
    except ValueError:
        return False
    fits = parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    return fits and not any(mark in tidy for mark in "@\\?#") and not parts.netloc.endswith(":")
