"""The tray on a real session bus: with a desktop that has one, and without."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from dbus_fast import Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from tests.support.virtual_bus import VirtualBus
from tests.support.virtual_screen import VirtualScreen

PATIENCE = 20

# Qt asks the bus once in the life of a process: each desktop needs a process of its own.
PROGRAM = """
import sys
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pam_desktop.host.tray import Tray

app = QApplication([])
app.setQuitOnLastWindowClosed(False)
window = QWidget()
tray = Tray(
    window=window, conductor=None, errands=None, sign=QIcon(QPixmap(16, 16)), end=app.quit,
    volume=0.5,
)
print("tray" if tray.is_there else "none", flush=True)
sys.exit(app.exec() if tray.is_there else 0)
"""

Text = Annotated[str, DBusSignature("s")]


class Watcher(ServiceInterface):
    """The part of a desktop that keeps its tray (StatusNotifierWatcher)."""

    def __init__(self) -> None:
        super().__init__("org.kde.StatusNotifierWatcher")
        self.items: asyncio.Queue[str] = asyncio.Queue()

    @dbus_method()
    def RegisterStatusNotifierItem(self, service: Text) -> None:
        self.items.put_nowait(service)

    @dbus_signal()
    def StatusNotifierItemRegistered(self, service: str) -> Text:
        return service

    @dbus_property(access=PropertyAccess.READ)
    def IsStatusNotifierHostRegistered(self) -> Annotated[bool, DBusSignature("b")]:
        return True


@pytest.fixture
async def bus(virtual_bus: VirtualBus) -> AsyncIterator[MessageBus]:
    connected = await MessageBus(bus_address=virtual_bus.address).connect()
    yield connected
    connected.disconnect()


async def start(screen: VirtualScreen, bus: VirtualBus) -> asyncio.subprocess.Process:
    environment = dict(os.environ) | screen.environment | bus.environment
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, env=environment, stdout=asyncio.subprocess.PIPE
    )


async def first_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    return line.decode().strip()


async def call(bus: MessageBus, service: str, path: str, member: str, *body: Any) -> list[Any]:
    interface, _, name = member.rpartition(".")
    signatures = {"GetAll": "s", "GetLayout": "iias", "Event": "isvu"}
    answer = await bus.call(
        Message(
            destination=service,
            path=path,
            interface=interface,
            member=name,
            signature=signatures[name],
            body=list(body),
        )
    )
    assert answer.message_type is MessageType.METHOD_RETURN, answer.body
    return answer.body


async def test_a_tray_shows_the_menu(
    virtual_screen: VirtualScreen, virtual_bus: VirtualBus, bus: MessageBus
) -> None:
    """Where the desktop has a tray PAM's icon is in it, and Quit in its menu ends PAM."""
    watcher = Watcher()
    bus.export("/StatusNotifierWatcher", watcher)
    await bus.request_name("org.kde.StatusNotifierWatcher")
    process = await start(virtual_screen, virtual_bus)
    assert await first_line(process) == "tray"
    service = await asyncio.wait_for(watcher.items.get(), PATIENCE)
    properties = await call(
        bus,
        service,
        "/StatusNotifierItem",
        "org.freedesktop.DBus.Properties.GetAll",
        "org.kde.StatusNotifierItem",
    )
    menu = properties[0]["Menu"].value
    layout = await call(bus, service, menu, "com.canonical.dbusmenu.GetLayout", 0, -1, [])
    entries = {
        it.value[1]["label"].value: it.value[0] for it in layout[1][2] if it.value[1].get("label")
    }
    assert "Talk" in entries
    await call(
        bus,
        service,
        menu,
        "com.canonical.dbusmenu.Event",
        entries["Quit PAM"],
        "clicked",
        Variant("i", 0),
        0,
    )
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0


async def test_a_desktop_without_a_tray(
    virtual_screen: VirtualScreen, virtual_bus: VirtualBus
) -> None:
    """A bus on which nobody keeps a tray means none, and nothing else."""
    process = await start(virtual_screen, virtual_bus)
    assert await first_line(process) == "none"
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
