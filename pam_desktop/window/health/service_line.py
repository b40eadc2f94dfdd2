"""One line on how PAM is doing: all is well, or what has which problem."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pam_core.vocabulary.events import Health, Part, PartChanged, ServiceLevelChanged
from pam_core.vocabulary.service import ServiceLevel
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.icons import Sign
from pam_desktop.window.look.wording import LEVEL_ICONS, LEVEL_WORDS, OFFLINE, PART_WORDS, SHARING
from pam_desktop.window.look.words import _

GOOD_NEWS_MS = 8000
"""How long "the microphone is back" stays before the line is the usual one again."""

LOST, NOTHING_KEPT, DEGRADED, LESS_SERVICE, STARTING = range(5)
"""What goes first on the line where there is more than one thing to tell."""

GRAVITY = {Health.LOST: LOST, Health.DEGRADED: DEGRADED, Health.STARTING: STARTING}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something to tell on the line: an icon in a colour, the words, and what they mean."""

    gravity: int
    sign: str
    colour: str
    words: str
    about: str


class ServiceLine(QWidget):
    """Shows the gravest problem; the others are in its tool tip and its accessible description.

    Where nobody was set up for open questions, that they wait is no problem: nothing is missing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[Part, PartChanged] = {}
        self._level: ServiceLevelChanged | None = None
        self._could_ask = False
        self._shares = False
        self._icon = Sign("shield", "speaking", 20)
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
        was_ill = before is not None and before.health in (Health.LOST, Health.DEGRADED)
        is_back = was_ill and event.health is Health.WORKING
        self._show_or_welcome(event.sentence if is_back else "")

    def show_level(self, event: ServiceLevelChanged) -> None:
        """More or less of PAM works."""
        was_less = any(it.gravity in (NOTHING_KEPT, LESS_SERVICE) for it in self._news())
        self._level = event
        self._could_ask = self._could_ask or event.level < ServiceLevel.LOCAL
        is_back = was_less and event.level is ServiceLevel.FULL
        self._show_or_welcome(event.sentence if is_back else "")

    def show_sharing(self, shares: bool) -> None:
        """Whether somebody is signed in, so that what is kept goes to a server too."""
        if shares is not self._shares:
            self._shares = shares
            self._show_or_welcome("")

    def begin_anew(self) -> None:
        """Other data are in use: how it is with them is measured by nothing before."""
        self._could_ask = self._level is not None and self._level.level < ServiceLevel.LOCAL
        self._show()

    def _show_or_welcome(self, good_news: str) -> None:
        self._good_news.stop()
        if good_news:
            self._say("check", "speaking", good_news, good_news)
            self._good_news.start()
        else:
            self._show()

    def _show(self) -> None:
        news = sorted(self._news(), key=lambda it: it.gravity)
        if not news:
            self._say(*self._all_is_well())
            return
        first = news[0]
        others = _("and {count} more").format(count=len(news) - 1)
        more = f" ({others})" if len(news) > 1 else ""
        about = " ".join(it.about for it in news)
        self._say(first.sign, first.colour, first.words + more, about)

    def _all_is_well(self) -> tuple[str, str, str, str]:
        # That nothing leaves this computer is promised only where nobody can be asked.
        if self._level is None or not self._could_ask:
            return "shield", "speaking", _(SHARING) if self._shares else _(OFFLINE), ""
        level = self._level.level
        return LEVEL_ICONS[level], "speaking", _(LEVEL_WORDS[level]), self._level.sentence

    def _news(self) -> Iterator[News]:
        for part in self._parts.values():
            if part.health is not Health.WORKING:
                is_starting = part.health is Health.STARTING
                sentence = part.sentence or f"{_(PART_WORDS[part.part])}: {part.health.value}."
                yield News(
                    gravity=GRAVITY[part.health],
                    sign="thinking" if is_starting else "warning",
                    colour="text_soft" if is_starting else "trouble",
                    words=sentence,
                    about=sentence,
                )
        if self._level is not None and self._is_less(self._level.level):
            yield self._told(self._level)

    def _is_less(self, level: ServiceLevel) -> bool:
        if level is ServiceLevel.LOCAL:
            return self._could_ask
        return level is not ServiceLevel.FULL

    def _told(self, event: ServiceLevelChanged) -> News:
        nothing_kept = event.level is ServiceLevel.MAINTENANCE
        words = _(LEVEL_WORDS[event.level])
        return News(
            gravity=NOTHING_KEPT if nothing_kept else LESS_SERVICE,
            sign=LEVEL_ICONS[event.level],
            colour="trouble" if nothing_kept else "brand",
            words=words,
            about=event.sentence or words,
        )

    def _say(self, sign: str, colour: str, words: str, about: str) -> None:
        self._icon.show_icon(sign, colour)
        self._words.say(words, about)
        self._words.setAccessibleDescription(about)
