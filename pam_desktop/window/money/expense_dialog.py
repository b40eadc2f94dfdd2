"""Changes one expense: amount, category, merchant, day and what it was."""

from collections.abc import Sequence

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _
from pam_desktop.window.money.source import ExpenseEdit, ExpenseLine

LONGEST = 200


class ExpenseDialog(QDialog):
    """Emits `wanted(ExpenseEdit)`; stays open, with the sentence, where that cannot be kept."""

    wanted = Signal(object)

    def __init__(
        self, line: ExpenseLine, categories: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Change an expense"))
        self.setMinimumWidth(460)
        self._line = line
        self.amount = QLineEdit(f"{line.amount.amount}", maxLength=30)
        self.category = QComboBox()
        self.category.addItems(list(dict.fromkeys([line.category, *categories])))
        self.merchant = QLineEdit(line.merchant, maxLength=LONGEST)
        self.day = QDateEdit(QDate(line.spent_on.year, line.spent_on.month, line.spent_on.day))
        self.description = QLineEdit(line.description, maxLength=LONGEST)
        self.trouble = QLabel()
        self.trouble.setProperty("role", "trouble")
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.cancel = push_button(_("Cancel"), kind="quiet")
        self.keep = push_button(_("Keep"), kind="primary")
        self.keep.setDefault(True)
        self._lay_out()
        self.cancel.clicked.connect(self.reject)
        self.keep.clicked.connect(self._want)

    def show_trouble(self, sentence: str) -> None:
        """Why it cannot be kept so; what was typed stays."""
        self.trouble.setText(sentence)
        self.trouble.show()
        self.amount.setFocus()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(10)
        for label, field in (
            (_("Amount"), self.amount),
            (_("Category"), self.category),
            (_("Where"), self.merchant),
            (_("Day"), self.day),
            (_("What it was"), self.description),
        ):
            field.setAccessibleName(label)
            form.addRow(label, field)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.addLayout(form)
        layout.addWidget(self.trouble)
        layout.addLayout(buttons)

    def _want(self) -> None:
        day = self.day.date()
        self.wanted.emit(
            ExpenseEdit(
                id=self._line.id,
                amount=self.amount.text(),
                category=self.category.currentText(),
                merchant=self.merchant.text(),
                spent_on=day.toPython(),  # type: ignore[arg-type]
                description=self.description.text(),
            )
        )
