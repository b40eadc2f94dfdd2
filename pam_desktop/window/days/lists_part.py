"""The lists: what is on each, taken off with a press, put on by typing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pam_desktop.window.days.source import ItemLine, ListLine
from pam_desktop.window.look.column import section
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _

USUAL = "shopping"
"""The list that is offered where there is none yet."""

LONGEST = 200


class ListsPart(QWidget):
    """Emits `put(list, item)` and `taken(id)`."""

    put = Signal(str, str)
    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: dict[str, QLineEdit] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_lists(self, lists: Sequence[ListLine]) -> None:
        """Show these; what is being typed stays, and so does the cursor."""
        typed = {name: entry.text() for name, entry in self.entries.items()}
        focused = next((it for it, entry in self.entries.items() if entry.hasFocus()), "")
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.entries = {}
        for line in lists or (ListLine(name=USUAL, items=()),):
            self._column.addWidget(section(line.name.capitalize()[:LONGEST]))
            for one in line.items:
                self._column.addWidget(self._row(one))
            entry = self._entry(line.name)
            entry.setText(typed.get(line.name, ""))
            self._column.addWidget(entry)
        if focused in self.entries:
            self.entries[focused].setFocus()

    def _row(self, line: ItemLine) -> QWidget:
        row = QWidget()
        take = push_button(
            sign="check", name=_("Take off: {item}").format(item=line.item[:120]), kind="quiet"
        )
        take.clicked.connect(lambda: self.taken.emit(line.id))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(take)
        layout.addWidget(ElidedLabel(line.item), 1)
        return row

    def _entry(self, name: str) -> QLineEdit:
        entry = QLineEdit(maxLength=LONGEST)
        entry.setPlaceholderText(_("Add to this list"))
        entry.setAccessibleName(_("Add to the {list} list").format(list=name[:80]))
        entry.returnPressed.connect(lambda: self._put(name, entry))
        self.entries[name] = entry
        return entry

    def _put(self, name: str, entry: QLineEdit) -> None:
        item = entry.text().strip()
        if item:
            entry.clear()
            self.put.emit(name, item)
