"""Chooses the microphone or the loudspeaker."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pam_desktop.window.errands import Errands
from pam_desktop.window.look.words import _
from pam_desktop.window.services import Device, DeviceKind, WindowServices

FOLLOW_SYSTEM = ""
LONGEST_NAME = 80
"""Characters of a device's description; drivers have been seen to report 200."""

CAPTIONS = {DeviceKind.MICROPHONE: "Microphone", DeviceKind.LOUDSPEAKER: "Loudspeaker"}


class DevicePicker(QWidget):
    """A list of the devices there are now; the system's default is the first choice."""

    def __init__(
        self,
        kind: DeviceKind,
        services: WindowServices,
        errands: Errands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._services, self._errands = kind, services, errands
        caption = QLabel(CAPTIONS[kind])
        caption.setProperty("role", "soft")
        self.box = QComboBox()
        self.box.setAccessibleName(CAPTIONS[kind])
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.installEventFilter(self)
        caption.setBuddy(self.box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(caption)
        layout.addWidget(self.box)
        self.box.activated.connect(self._choose)

    def show_devices(self, devices: Sequence[Device]) -> None:
        """Show these, of any kind; those of the other kind are left out."""
        mine = [device for device in devices if device.kind is self._kind]
        default = next((it.description for it in mine if it.is_default), "")
        self.box.clear()
        named = _("System default ({device})") if default else _("System default")
        self.box.addItem(named.format(device=_short(default)), FOLLOW_SYSTEM)
        for device in mine:
            self.box.addItem(_short(device.description), device.name)
            if device.is_chosen:
                self.box.setCurrentIndex(self.box.count() - 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the drawer; it must not change a device in passing."""
        if event.type() == QEvent.Type.Wheel and not self.box.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _choose(self, place: int) -> None:
        name = self.box.itemData(place)
        self._errands.send(
            self._services.choose_device(self._kind, name), failed=lambda sentence: self._ask()
        )

    def _ask(self) -> None:
        self._errands.send(self._services.devices(), self.show_devices)


def _short(description: str) -> str:
    if len(description) <= LONGEST_NAME:
        return description
    return description[: LONGEST_NAME - 1] + "…"
