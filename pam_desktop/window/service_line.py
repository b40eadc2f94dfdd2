"""One line on how PAM is doing: all is well and stays here, or which part has which problem."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from pam_core.vocabulary.events import Health, Part, PartChanged
from pam_desktop.window.elided_label import ElidedLabel
from pam_desktop.window.theme import icon
from pam_desktop.window.wording import OFFLINE, PART_WORDS

GOOD_NEWS_MS = 8000
"""How long "the microphone is back" stays before the line is the usual one again."""

GRAVITY = {Health.LOST: 0, Health.DEGRADED: 1, Health.STARTING: 2}


class ServiceLine(QWidget):
    """Shows the gravest problem; the others are in its tool tip and its accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[Part, PartChanged] = {}
        self._icon = QLabel()
        self._words = ElidedLabel()
        self._words.setProperty("role", "soft")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._words, 1)
        self._good_news = QTimer(self, singleShot=True, interval=GOOD_NEWS_MS)
        self._good_news.timeout.connect(self._show)
        self._show()

    @property
    def words(self) -> str:
        """The line as it is shown."""
        return self._words.text()

    def show_part(self, event: PartChanged) -> None:
        """A part's state changed."""
        before = self._parts.get(event.part)
        self._parts[event.part] = event
        self._good_news.stop()
        was_ill = before is not None and before.health in (Health.LOST, Health.DEGRADED)
        if was_ill and event.health is Health.WORKING and event.sentence:
            self._say("check", "speaking", event.sentence)
            self._good_news.start()
        else:
            self._show()

    def _show(self) -> None:
        ill = sorted(
            (it for it in self._parts.values() if it.health is not Health.WORKING),
            key=lambda it: GRAVITY[it.health],
        )
        if not ill:
            self._say("shield", "speaking", OFFLINE)
            return
        first = ill[0]
        is_starting = first.health is Health.STARTING
        sign, colour = ("thinking", "text_soft") if is_starting else ("warning", "trouble")
        more = f" (and {len(ill) - 1} more)" if len(ill) > 1 else ""
        self._say(sign, colour, _sentence(first) + more)
        self._words.setAccessibleDescription(" ".join(_sentence(it) for it in ill))

    def _say(self, sign: str, colour: str, words: str) -> None:
        self._icon.setPixmap(icon(sign, colour).pixmap(20, 20))
        self._words.say(words)
        self._words.setAccessibleDescription("")


def _sentence(event: PartChanged) -> str:
    return event.sentence or f"{PART_WORDS[event.part]}: {event.health.value}."
