"""How the window looks: light or dark, and how large its text is."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from pam_desktop.window.look.column import plain
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.theme import MOST_SCALE, theme
from pam_desktop.window.look.words import N_, _
from pam_desktop.window.page_kit import PageKit

CHOICES = {
    "sun": N_("By the sun"),
    "day": N_("Always light"),
    "night": N_("Always dark"),
}
STEP_PERCENT = 10


class LookPicker(QWidget):
    """Each choice is kept and worn at once; one that cannot be kept is shown as it was."""

    def __init__(self, kit: PageKit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._chosen = kit.opening.looks.choice
        self._group = QButtonGroup(self)
        self.buttons = {
            name: push_button(_(words), kind="choice") for name, words in CHOICES.items()
        }
        row = QHBoxLayout()
        for name, button in self.buttons.items():
            button.setCheckable(True)
            button.setChecked(name == self._chosen)
            button.clicked.connect(lambda checked=False, it=name: self._choose(it))
            self._group.addButton(button)
            row.addWidget(button)
        self.scale = QSlider(Qt.Orientation.Horizontal)
        self.scale.setRange(100 // STEP_PERCENT, int(MOST_SCALE * 100) // STEP_PERCENT)
        self.scale.setPageStep(2)
        self.scale.setAccessibleName(_("Size of the text"))
        self.scale.setValue(round(theme().scale * 100 / STEP_PERCENT))
        self.words = plain("", "small")
        self._tell()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.words)
        layout.addWidget(self.scale)
        self.scale.valueChanged.connect(self._tell)
        # While it is dragged nothing is kept: each step would be written to the disk.
        self.scale.sliderReleased.connect(self._keep_scale)
        self.scale.actionTriggered.connect(lambda action: self._keep_later())

    def _choose(self, name: str) -> None:
        before, self._chosen = self._chosen, name
        self._keep("looks.theme", name, lambda sentence: self._take_back(before))

    def _take_back(self, name: str) -> None:
        self._chosen = name
        self.buttons[name].setChecked(True)

    def _keep_later(self) -> None:
        # By keys: the slider has its new value only after the action.
        if not self.scale.isSliderDown():
            self.scale.setValue(self.scale.sliderPosition())
            self._keep_scale()

    def _keep_scale(self) -> None:
        self._keep("looks.text_scale", self.scale.value() * STEP_PERCENT / 100)

    def _keep(
        self, key: str, value: float | str, failed: Callable[[str], None] | None = None
    ) -> None:
        work = self._kit.services.save_setting(key, value)
        look = self._kit.wishes.look
        self._kit.errands.send(work, lambda kept: look.emit(), failed)

    def _tell(self) -> None:
        percent = self.scale.value() * STEP_PERCENT
        self.words.setText(_("Size of the text: {percent} %").format(percent=percent))
