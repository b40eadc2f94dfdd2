"""A network that comes back is noticed."""

from types import SimpleNamespace

import pytest
from PySide6.QtNetwork import QNetworkInformation

from pam_desktop.window import network_watch
from pam_desktop.window.network_watch import NetworkWatch

Reachability = QNetworkInformation.Reachability


@pytest.mark.parametrize(
    ("reachability", "calls"),
    [
        (Reachability.Online, 1),
        (Reachability.Local, 1),
        (Reachability.Disconnected, 0),
        (Reachability.Unknown, 0),
    ],
)
def test_look(
    qapp: object, monkeypatch: pytest.MonkeyPatch, reachability: Reachability, calls: int
) -> None:
    """Only a network that is there is worth an attempt."""
    called: list[None] = []
    watch = NetworkWatch(lambda: called.append(None))
    here = SimpleNamespace(reachability=lambda: reachability)
    fake = SimpleNamespace(instance=lambda: here, Reachability=Reachability)
    monkeypatch.setattr(network_watch, "QNetworkInformation", fake)
    watch.look()
    assert len(called) == calls
