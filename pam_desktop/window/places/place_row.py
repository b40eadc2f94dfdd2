"""One place: its name, how far it is, what it offers, and how old that knowledge is."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pam_desktop.window.look.column import plain
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.icons import Sign
from pam_desktop.window.look.wording import month_name
from pam_desktop.window.look.words import _
from pam_desktop.window.places.source import PlaceLine


class PlaceRow(QFrame):
    """A line of the list."""

    def __init__(self, line: PlaceLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        name = ElidedLabel(line.name)
        far = ElidedLabel(" · ".join(it for it in (line.away, line.region, line.price) if it))
        offers = plain(", ".join(line.amenities)[:600], "small")
        offers.setVisible(bool(line.amenities))
        self.known = ElidedLabel(_known(line))
        self.known.setProperty("role", "small")
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (name, far, offers, self.known):
            words.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 6)
        layout.setSpacing(12)
        layout.addWidget(Sign("places", "brand", 28))
        layout.addLayout(words, 1)
        told = f"{line.name[:120]}, {far.text()}. {offers.text()}. {self.known.text()}"
        self.setAccessibleName(told)


def _known(line: PlaceLine) -> str:
    parts = [line.phone] if line.phone else []
    if line.as_of is not None:
        parts.append(
            _("{source}, as of {month}").format(source=line.source, month=month_name(line.as_of))
        )
    return " · ".join(parts)
