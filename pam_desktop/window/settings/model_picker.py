"""Shows the models, fetches the missing ones and chooses which are used."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from pam_core.vocabulary.events import ProgressMade
from pam_desktop.window.errands import Errands
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.wording import megabytes
from pam_desktop.window.look.words import N_, _
from pam_desktop.window.services import ModelEntry, ModelKind, WindowServices

KIND_WORDS = {
    ModelKind.HEARING: N_("Hearing"),
    ModelKind.VOICE: N_("Voice"),
    ModelKind.LANGUAGE: N_("Language"),
}


class ModelPicker(QWidget):
    """One row a model; `show_progress` moves the bar of the one that is being fetched."""

    def __init__(
        self, services: WindowServices, errands: Errands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._errands = services, errands
        self._rows: dict[str, ModelRow] = {}
        self._fetching: set[str] = set()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)

    @property
    def rows(self) -> "dict[str, ModelRow]":
        """The rows by model name."""
        return self._rows

    def refresh(self, then: Callable[[Sequence[ModelEntry]], None] | None = None) -> None:
        """Ask for the catalogue again."""

        def show(models: Sequence[ModelEntry]) -> None:
            self._show(models)
            if then is not None:
                then(models)

        self._errands.send(self._services.models(), show)

    def show_progress(self, progress: ProgressMade) -> None:
        """A download went on."""
        row = self._rows.get(progress.what)
        if row is not None:
            row.show_progress(progress.done, progress.total)

    def _show(self, models: Sequence[ModelEntry]) -> None:
        for row in self._rows.values():
            row.hide()
            self._layout.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        for model in models:
            row = ModelRow(model, is_fetching=model.name in self._fetching)
            row.use.clicked.connect(lambda _=False, name=model.name: self._choose(name))
            row.fetch.clicked.connect(lambda _=False, name=model.name: self._fetch(name))
            self._rows[model.name] = row
            self._layout.addWidget(row)

    def _choose(self, name: str) -> None:
        self._errands.send(self._services.choose_model(name), lambda _: self.refresh())

    def _fetch(self, name: str) -> None:
        self._fetching.add(name)
        self._rows[name].show_progress(0, 0)
        self._errands.send(
            self._services.fetch_model(name),
            lambda _: self._fetched(name),
            lambda _: self._fetched(name),
        )

    def _fetched(self, name: str) -> None:
        self._fetching.discard(name)
        self.refresh()


class ModelRow(QFrame):
    """One model: what it is, whether it is here, and the one thing to do about it."""

    def __init__(self, model: ModelEntry, *, is_fetching: bool) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._model = model
        title = ElidedLabel(model.description)
        self.state = ElidedLabel(_state(model))
        self.state.setProperty("role", "small")
        self.use = push_button(_("Use"), name=_("Use {model}").format(model=model.description))
        # A language model is not talked to yet: there is nothing to use it for.
        can_use = model.kind is not ModelKind.LANGUAGE
        self.use.setVisible(can_use and model.is_present and not model.is_chosen)
        size = megabytes(model.size_bytes)
        self.fetch = push_button(
            _("Get"),
            "download",
            name=_("Get {model}, {size}").format(model=model.description, size=size),
        )
        self.fetch.setVisible(not model.is_present)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(_("Progress of {model}").format(model=model.description))
        self.bar.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(self.state)
        words.addWidget(self.bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 10, 10, 10)
        layout.addLayout(words, 1)
        layout.addWidget(self.use)
        layout.addWidget(self.fetch)
        if is_fetching:
            self.show_progress(0, 0)

    def show_progress(self, done: int, total: int) -> None:
        """Bytes so far; a total of 0 is unknown."""
        self.fetch.hide()
        self.bar.show()
        # In thousandths: a model may be larger than Qt's 32-bit progress values. A bar of unknown
        # length stays empty instead of moving for show.
        self.bar.setRange(0, 1000)
        self.bar.setValue(done * 1000 // total if total else 0)
        words = _("Getting it: {done} of {total}") if total else _("Getting it: {done}")
        self.state.say(words.format(done=megabytes(done), total=megabytes(total)))


def _state(model: ModelEntry) -> str:
    where = _("on this computer") if model.is_present else _("not here")
    where = _("in use") if model.is_chosen else where
    return f"{_(KIND_WORDS[model.kind])} · {megabytes(model.size_bytes)} · {where}"
