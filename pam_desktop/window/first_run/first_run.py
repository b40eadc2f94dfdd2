"""The first-run check: models, microphone, loudspeaker; every step can be skipped."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pam_core.vocabulary.events import (
    Event,
    LevelMeasured,
    PartialHeard,
    ProgressMade,
    ReplyReady,
    UtteranceDropped,
    UtteranceHeard,
)
from pam_core.vocabulary.speech import Trigger
from pam_desktop.window.errands import Errands
from pam_desktop.window.look.level_meter import LevelMeter
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import N_, _
from pam_desktop.window.services import Device, DeviceKind, ModelEntry, WindowServices
from pam_desktop.window.settings.device_picker import DevicePicker
from pam_desktop.window.settings.model_picker import ModelPicker

HELLO = N_("Hello, I'm PAM. Nice to meet you.")


class FirstRun(QDialog):
    """Three steps. The microphone is tried with a real question, so it is answered as one.

    `listen_wanted` asks for the microphone to listen until silence; `finished` (of QDialog) comes
    with Done, Skip all and closing alike.
    """

    listen_wanted = Signal()

    def __init__(
        self, services: WindowServices, errands: Errands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("PAM: check microphone and voice"))
        self.setMinimumSize(640, 460)
        self._services, self._errands = services, errands
        self.models = ModelPicker(services, errands)
        self.microphone = DevicePicker(DeviceKind.MICROPHONE, services, errands)
        self.loudspeaker = DevicePicker(DeviceKind.LOUDSPEAKER, services, errands)
        self.level = LevelMeter()
        self.heard = _words(_("Nothing heard yet."))
        self.voice = _words("")
        self.listen = push_button(_("Listen to me"), "microphone", kind="primary")
        self.speak = push_button(_("Say hello"), "speaking", kind="primary")
        self._steps = QStackedWidget()
        self._count = QLabel()
        self._count.setProperty("role", "small")
        self.skip = push_button(_("Skip this step"), kind="quiet")
        self.next = push_button(_("Next"), kind="primary")
        self._lay_out()
        self.listen.clicked.connect(self._listen)
        self.speak.clicked.connect(self._say_hello)
        self.skip.clicked.connect(self._go_on)
        self.next.clicked.connect(self._go_on)
        self._show_step(0)
        self.models.refresh(self._show_models)
        errands.send(services.devices(), self._show_devices)

    @property
    def step(self) -> int:
        """Which step is shown, from 0."""
        return self._steps.currentIndex()

    def show_event(self, event: Event) -> None:
        """Show what the core reports while the check goes on."""
        match event:
            case LevelMeasured():
                self.level.show_level(event.level_dbfs)
            case PartialHeard():
                self.heard.setText(f"“{event.text}”")
            case UtteranceHeard():
                self.heard.setText(_("I heard: “{words}”").format(words=event.transcript.text))
                self.level.fall_silent()
                self.listen.setEnabled(True)
            case UtteranceDropped():
                self.heard.setText(_("I heard no words. Is this the right microphone?"))
                self.level.fall_silent()
                self.listen.setEnabled(True)
            case ReplyReady() if event.turn.trigger is not Trigger.UNASKED:
                self.heard.setText(f"{self.heard.text()}\n{event.turn.reply.text}")
            case ProgressMade():
                self.models.show_progress(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing skips what is left."""
        self.reject()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        for title, text, widgets in (
            (
                _("Ears and voice on this computer"),
                _("PAM needs one model to hear and one to speak. They stay here."),
                (self.models,),
            ),
            (
                _("Your microphone"),
                _("Press the button and ask: “What time is it?”"),
                (self.microphone, self.listen, self.level, self.heard),
            ),
            (
                _("Your loudspeaker"),
                _("Press the button: PAM says hello."),
                (self.loudspeaker, self.speak, self.voice),
            ),
        ):
            self._steps.addWidget(_page(title, text, widgets))
        bottom = QHBoxLayout()
        bottom.addWidget(self._count, 1)
        bottom.addWidget(self.skip)
        bottom.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.addWidget(self._steps, 1)
        layout.addLayout(bottom)

    def _show_step(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        is_last = step == self._steps.count() - 1
        self._count.setText(
            _("Step {step} of {steps}").format(step=step + 1, steps=self._steps.count())
        )
        self.next.setText(_("Done") if is_last else _("Next"))
        self.skip.setVisible(not is_last)

    def _go_on(self) -> None:
        if self.step == self._steps.count() - 1:
            self.accept()
        else:
            self._show_step(self.step + 1)

    def _show_models(self, models: Sequence[ModelEntry]) -> None:
        needed = [it for it in models if it.is_chosen]
        # Where everything is here already there is nothing to read: on to the microphone.
        if needed and all(it.is_present for it in needed) and self.step == 0:
            self._show_step(1)

    def _show_devices(self, devices: Sequence[Device]) -> None:
        for picker in (self.microphone, self.loudspeaker):
            picker.show_devices(devices)

    def _listen(self) -> None:
        self.heard.setText(_("Listening… speak now."))
        self.listen.setEnabled(False)
        self.listen_wanted.emit()

    def _say_hello(self) -> None:
        self.speak.setEnabled(False)
        self.voice.setText(_("PAM says: “{words}”").format(words=HELLO))
        self._errands.send(self._services.say(HELLO), lambda _: self._said(), self._not_said)

    def _said(self) -> None:
        self.speak.setEnabled(True)
        self.voice.setText(_("Did you hear it? If not, choose another loudspeaker above."))

    def _not_said(self, sentence: str) -> None:
        self.speak.setEnabled(True)
        self.voice.setText(sentence)


def _page(title: str, text: str, widgets: Sequence[QWidget]) -> QWidget:
    page = QWidget()
    page.setObjectName("page")
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(14)
    heading = QLabel(title)
    heading.setProperty("role", "title")
    layout.addWidget(heading)
    layout.addWidget(_words(text))
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return page


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(100)
    return label
