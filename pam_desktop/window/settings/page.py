"""The settings: how to talk, devices, models, the demo, diagnostics."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pam_core.vocabulary.events import Event, Part, PartChanged, ProgressMade
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _
from pam_desktop.window.page_kit import PageKit, PageView
from pam_desktop.window.services import Device, DeviceKind
from pam_desktop.window.settings.device_picker import DevicePicker
from pam_desktop.window.settings.look_picker import LookPicker
from pam_desktop.window.settings.mode_picker import ModePicker
from pam_desktop.window.settings.model_picker import ModelPicker

DEVICES = (Part.MICROPHONE, Part.LOUDSPEAKER)


class SettingsPage(PageView):
    """Asks for devices and models each time it is opened, never while it is shut."""

    def __init__(self, kit: PageKit) -> None:
        super().__init__(kit)
        opening, services, errands = kit.opening, kit.services, kit.errands
        self._services, self._errands = services, errands
        self.mode = ModePicker(opening.mode)
        self.look = LookPicker(kit)
        self.microphone = DevicePicker(DeviceKind.MICROPHONE, services, errands)
        self.loudspeaker = DevicePicker(DeviceKind.LOUDSPEAKER, services, errands)
        self.models = ModelPicker(services, errands)
        self.check = push_button(_("Check microphone and voice"), "microphone")
        self.demo = push_button(_("Try the demo"), "pam")
        self.demo.setEnabled(not opening.is_demo)
        self.tray = QCheckBox(_("Keep PAM in the tray when closed"))
        self.tray.setAccessibleName(_("Keep PAM in the tray when closed"))
        self.tray.setChecked(opening.close_to_tray)
        self.copy = push_button(_("Copy diagnostics"), "copy")
        self._copied = QLabel(_("Versions, devices and models. Nothing that was said."))
        self._copied.setProperty("role", "small")
        self._copied.setWordWrap(True)
        self._lay_out()
        self.check.clicked.connect(kit.wishes.check)
        self.demo.clicked.connect(kit.wishes.demo)
        self.mode.chosen.connect(kit.wishes.mode)
        kit.wishes.mode_changed.connect(self.mode.show_mode)
        self.copy.clicked.connect(self._copy)
        self.tray.toggled.connect(self._keep_in_tray)

    def refresh(self) -> None:
        """Ask again what there is."""
        self._errands.send(self._services.devices(), self._show_devices)
        self.models.refresh()

    def show_event(self, event: Event) -> None:
        """A device came or went, a model is on its way."""
        if isinstance(event, ProgressMade):
            self.models.show_progress(event)
        elif isinstance(event, PartChanged) and event.part in DEVICES and self.isVisible():
            self.refresh()

    def _show_devices(self, devices: Sequence[Device]) -> None:
        for picker in (self.microphone, self.loudspeaker):
            picker.show_devices(devices)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("settingsPage")
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 0, 14, 20)
        column.setSpacing(10)
        for widget in (
            *(_section(_("How you talk")), self.mode),
            *(_section(_("Look")), self.look),
            *(_section(_("Sound")), self.microphone, self.loudspeaker, self.check),
            *(_section(_("Models")), self.models),
            *(_section(_("The demo")), self.demo),
            *(_section(_("PAM itself")), self.tray, self.copy, self._copied),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll, 1)

    def _keep_in_tray(self, is_kept: bool) -> None:
        self._errands.send(self._services.save_setting("window.close_to_tray", is_kept))

    def _copy(self) -> None:
        self._errands.send(self._services.diagnostics(), self._copy_text)

    def _copy_text(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._copied.setText(_("Copied: versions, devices and models. Nothing that was said."))


def _section(title: str) -> QLabel:
    label = QLabel(title)
    label.setProperty("role", "section")
    label.setIndent(0)
    return label
