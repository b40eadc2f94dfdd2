"""The checklist that is gone through, a large step at a time; the same run as the one by voice."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from pam_desktop.window.days.source import RunLine
from pam_desktop.window.look.column import plain
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _

ABREAST = 3
"""So many checklists stand side by side, to be chosen."""


class ChecklistPart(QWidget):
    """Emits `begun(name)`, `went_on("done" | "skip" | "back")` and `stopped`."""

    begun = Signal(str)
    went_on = Signal(str)
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = plain("", "section")
        self.step = plain("", "figure")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName(_("Progress of the checklist"))
        self.told = plain("", "soft")
        self.done = push_button(_("Done"), "check", name=_("This step is done"), kind="primary")
        self.skip = push_button(_("Skip"), name=_("Skip this step"))
        self.back = push_button(_("Back"), name=_("Back to the step before"))
        self.stop = push_button(_("Stop"), "stop", name=_("Stop the checklist"), kind="quiet")
        self._running, self._choices = QWidget(), QWidget()
        self.choices: list[QWidget] = []
        self._lay_out()
        for button, outcome in ((self.done, "done"), (self.skip, "skip"), (self.back, "back")):
            button.clicked.connect(lambda checked=False, it=outcome: self.went_on.emit(it))
        self.stop.clicked.connect(self.stopped)

    def show_run(self, run: RunLine | None, names: Sequence[str]) -> None:
        """Show the step that waits, or the checklists there are."""
        self._running.setVisible(run is not None)
        self._choices.setVisible(run is None)
        if run is None:
            self._show_choices(names)
            return
        of = _("{title}: step {step} of {steps}")
        self.title.setText(of.format(title=run.title, step=run.step + 1, steps=len(run.steps)))
        self.step.setText(run.steps[run.step] if run.step < len(run.steps) else "")
        self.progress.setRange(0, len(run.steps))
        self.progress.setValue(run.step)
        self.back.setEnabled(run.step > 0)
        skipped = _("Skipped: {steps}").format(steps=", ".join(run.skipped))
        self.told.setText(skipped if run.skipped else "")

    def show_answer(self, text: str) -> None:
        """What PAM said to the last press: at the end that is what was skipped."""
        self.told.setText(text)

    def _show_choices(self, names: Sequence[str]) -> None:
        grid = self._choices.layout()
        assert isinstance(grid, QGridLayout)
        for choice in self.choices:
            grid.removeWidget(choice)
            choice.deleteLater()
        self.choices = []
        for place, name in enumerate(names):
            choice = push_button(name.capitalize(), kind="outline")
            choice.clicked.connect(lambda checked=False, it=name: self.begun.emit(it))
            grid.addWidget(choice, place // ABREAST, place % ABREAST)
            self.choices.append(choice)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        for button in (self.back, self.skip, self.done):
            buttons.addWidget(button, 1)
        buttons.addWidget(self.stop)
        running = QVBoxLayout(self._running)
        running.setContentsMargins(0, 0, 0, 0)
        running.setSpacing(12)
        for part in (self.title, self.step, self.progress):
            running.addWidget(part)
        running.addLayout(buttons)
        QGridLayout(self._choices).setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._running)
        layout.addWidget(self._choices)
        layout.addWidget(self.told)
