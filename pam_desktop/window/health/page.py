"""The page about PAM's health: every part, how fast PAM answers, the log, diagnostics to copy."""

from statistics import median, quantiles

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from pam_core.vocabulary.events import Event, PartChanged, ServiceLevelChanged
from pam_core.vocabulary.reply import Page
from pam_core.vocabulary.sync_news import LineChanged
from pam_desktop.window.charts.line_chart import Line, LineChart
from pam_desktop.window.health.findings import findings
from pam_desktop.window.health.part_row import PartRow
from pam_desktop.window.health.preview_dialog import PreviewDialog
from pam_desktop.window.health.source import HealthSheet
from pam_desktop.window.look.column import Column, plain, section
from pam_desktop.window.look.columns import Columns
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _
from pam_desktop.window.page_kit import PageKit, PageView

NEWS = (PartChanged, ServiceLevelChanged, LineChanged)
FEWEST = 20
"""Turns below which a 95th percentile would be a guess."""


class HealthPage(PageView):
    """Follows the news while it is shown."""

    def __init__(self, kit: PageKit) -> None:
        super().__init__(kit)
        self.rows: list[PartRow] = []
        self.preview: PreviewDialog | None = None
        self._sheet = HealthSheet()
        self.chart = LineChart(_("Seconds to the first sound of an answer"))
        self.speed = plain("", "soft")
        self.log = QPlainTextEdit(readOnly=True)
        self.log.setAccessibleName(_("The latest lines of the log"))
        self.log.setMinimumHeight(220)
        self.where = plain("", "small")
        self.copy = push_button(_("Copy diagnostics…"), "copy")
        self.copy.clicked.connect(self._ask)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(0)
        columns = Columns()
        columns.left.addWidget(section(_("PAM's parts")))
        columns.left.addLayout(self._parts)
        columns.left.addWidget(self.copy)
        for part in (self.chart, self.speed, section(_("Log")), self.log, self.where):
            columns.right.addWidget(part)
        columns.end()
        column = Column()
        column.add(columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column)

    def refresh(self) -> None:
        """Look at everything again."""
        self._show_parts()
        source = self.kit.sources.health
        if source is not None:
            self.kit.errands.send(source.sheet(), self.show_sheet)

    def show_event(self, event: Event) -> None:
        """A part is doing better, or worse."""
        if isinstance(event, NEWS) and self.isVisible():
            self._show_parts()

    def show_sheet(self, sheet: HealthSheet) -> None:
        """Show how it is now."""
        self._sheet = sheet
        self._show_parts()
        seconds = [it.seconds for it in sheet.times]
        words = speed_words(seconds)
        self.speed.setText(words)
        self.chart.setVisible(bool(seconds))
        self.chart.show_lines(
            [Line(name="", xs=list(range(len(seconds))), ys=seconds)], words=words, x_ticks=[]
        )
        self.log.setPlainText("\n".join(sheet.log))
        self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())
        self.where.setText(
            _("Nothing that was said is in it. {folder}").format(folder=sheet.log_folder)
        )

    def _show_parts(self) -> None:
        for row in self.rows:
            self._parts.removeWidget(row)
            row.deleteLater()
        wishes = self.kit.wishes
        found = findings(
            self.kit.standing,
            self._sheet,
            lambda: wishes.page.emit(Page.SETTINGS),
            wishes.account.emit,
        )
        self.rows = [PartRow(finding) for finding in found]
        for row in self.rows:
            self._parts.addWidget(row)

    def _ask(self) -> None:
        self.kit.errands.send(self.kit.services.diagnostics(), self._show_preview)

    def _show_preview(self, text: str) -> None:
        self.preview = PreviewDialog(text, self)
        self.preview.finished.connect(self.preview.deleteLater)
        self.preview.open()


def speed_words(seconds: list[float]) -> str:
    """How fast PAM answered lately: the half, and of enough turns the slowest twentieth."""
    if not seconds:
        return _("No answer was heard yet, so there is nothing to measure.")
    half = _("Half of the last {count} answers came within {seconds} s.").format(
        count=len(seconds), seconds=f"{median(seconds):.1f}"
    )
    if len(seconds) < FEWEST:
        return half
    slow = quantiles(seconds, n=20)[-1]
    return f"{half} {_('Nineteen of twenty within {seconds} s.').format(seconds=f'{slow:.1f}')}"
