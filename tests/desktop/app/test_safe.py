"""The system's keyring through the keyring package."""

import sys

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked

from pam_core.vocabulary.errors import PamError
from pam_desktop.app import safe
from pam_desktop.app.safe import SystemSafe, open_safe
from tests.support.virtual_bus import VirtualBus


class MemoryBackend(KeyringBackend):
    """A backend of the keyring package that keeps everything in memory."""

    priority = 5  # type: ignore[assignment]
    trouble: Exception | None = None

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        if self.trouble is not None:
            raise self.trouble
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_kept_under_pams_name() -> None:
    """A key is filed under PAM's service and the provider's name, and comes out again."""
    backend = MemoryBackend()
    door = SystemSafe(backend)
    door.put("openai", "sk-1")
    assert backend.kept == {("pam-desktop", "openai"): "sk-1"}
    assert door.get("openai") == "sk-1"
    assert [door.remove("openai"), door.remove("openai")] == [True, False]
    assert door.get("openai") is None


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (KeyringLocked("sk-1"), "keys.locked"),
        (InitError("sk-1"), "keys.keyring_failed"),
        (OSError("sk-1"), "keys.keyring_failed"),
        (ValueError("sk-1"), "keys.keyring_failed"),
    ],
)
def test_what_a_keyring_meets(trouble: Exception, code: str) -> None:
    """Whatever a backend raises becomes a sentence with a mend, and nothing it said is repeated."""
    backend = MemoryBackend()
    backend.trouble = trouble
    with pytest.raises(PamError) as caught:
        SystemSafe(backend).get("openai")
    assert caught.value.code == code
    assert caught.value.mend
    assert "sk-1" not in str(caught.value)


def test_no_other_backend_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backend that writes in clear is not used, be it ever so installed, named or preferred."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{__name__}.MemoryBackend")
    monkeypatch.setitem(safe._BACKENDS, sys.platform, ())
    with pytest.raises(PamError) as caught:
        open_safe()
    assert caught.value.code == "keys.no_keyring"
    assert "PAM_KEY_OPENAI" in caught.value.mend


def test_those_of_the_systems_are_there() -> None:
    """Each backend that may be chosen on Linux is one the keyring package has."""
    from importlib import import_module

    for place in safe._BACKENDS["linux"]:
        module, _, name = place.partition(":")
        assert issubclass(getattr(import_module(module), name), KeyringBackend)


@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is of Linux")
def test_no_service_on_the_bus(virtual_bus: VirtualBus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no keyring is running that is said with the mend; nothing else takes its place."""
    for name, value in virtual_bus.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(PamError) as caught:
        open_safe()
    assert caught.value.code == "keys.no_keyring"


@pytest.mark.parametrize("address", ["unix:path=/nowhere", "disabled:", "nonsense", ""])
def test_no_bus(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Without a session bus there is no keyring either."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(PamError) as caught:
        open_safe()
    assert caught.value.code == "keys.no_keyring"
