"""Which web addresses may be given for a language model, and which of them are this machine."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

TAKES = (
    "an https:// address; http:// only for this machine or an address in your own network such as "
    "192.168.1.20; no name, password or question mark in it"
)
MOST_CHARACTERS = 300

_OWN_NETWORKS = tuple(
    ip_network(net)
    for net in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7")
)
_PLAIN = re.compile(r"[!-~]+")
KEY_LIKE = re.compile(r"(?i)^\s*(sk-|gsk_|xai-|hf_|aiza|bearer\s).*", re.DOTALL)
"""How the keys begin that people paste."""

_CLOUD = re.compile(r"(?i)[:-]cloud$")
_NAMED = re.compile(r"//[^/]*@")
_ASKING = re.compile(r"[?#].*", re.DOTALL)


def fit_address(address: str) -> str:
    """The address as it is used: without white space around it or a stroke at its end.

    Raises:
        ValueError: it is none that a key could be sent to safely.
    """
    tidy = address.strip().rstrip("/")
    if len(tidy) > MOST_CHARACTERS or not _PLAIN.fullmatch(tidy):
        raise ValueError("not a web address")
    parts = urlsplit(tidy)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a web address")
    if "@" in parts.netloc or "\\" in tidy or "?" in tidy or "#" in tidy:
        raise ValueError("a web address with more than an address in it")
    # Reading the port is what judges it.
    if parts.port == 0 or parts.netloc.endswith(":"):
        raise ValueError("not a port")
    if parts.scheme == "http" and not _is_in_own_network(parts.hostname):
        raise ValueError("a key would travel in clear")
    return tidy


def is_this_machine(address: str) -> bool:
    """Whether nothing that is sent to a (fit) address leaves this machine.

    Told by the host alone: its name is `localhost` or its number a loopback one.
    """
    host = urlsplit(address).hostname or ""
    number = _number(host)
    return host == "localhost" or (number is not None and number.is_loopback)


def is_elsewhere(model: str) -> bool:
    """Whether a server on this machine only hands such a model's questions on.

    Ollama lists the models of its own cloud among the others, as "gpt-oss:120b-cloud".
    """
    return _CLOUD.search(model.strip()) is not None


def without_secrets(text: str) -> str:
    """A text that was given for a setting, without the password or key that may stand in it."""
    if "://" in text:
        text = _ASKING.sub("?…", _NAMED.sub("//…@", text))
    return KEY_LIKE.sub(r"\1…", text)


def _is_in_own_network(host: str) -> bool:
    number = _number(host)
    if number is None:
        return host == "localhost"
    return any(number in net for net in _OWN_NETWORKS if net.version == number.version)


def _number(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
