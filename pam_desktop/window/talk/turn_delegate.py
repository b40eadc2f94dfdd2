"""Paints one turn: what was said at the right, the reply at the left, the details beneath."""

from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPalette, QPen, QTextDocument, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pam_desktop.window.look.icons import paint_icon
from pam_desktop.window.look.theme import theme
from pam_desktop.window.talk.turn_model import OPEN_ROLE, TURN_ROLE, Index, TurnRow

MARGIN = 24
PADDING = 12
GAP = 8
DETAIL_HEIGHT = 22
SIGN = 16
"""The side of the sign beside an answer that has fine print."""

KEPT_LAYOUTS = 200
WIDEST = 720
"""Lines longer than this are tiring to read."""

COLUMN = 960
"""In a wide window the talk stays in a column in the middle, question and answer close together."""


class TurnDelegate(QStyledItemDelegate):
    """Bubbles of plain text: replies are never read as HTML."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layouts: OrderedDict[tuple[str, int, int], QTextDocument] = OrderedDict()
        self._growing: tuple[str, int, QTextDocument] | None = None
        self._heights: dict[str, float] = {}
        self._heights_width = 0
        self._font = QFont(parent.font())
        self._font.setPixelSize(theme().sizes["text"] + 1)
        self._detail_font = QFont(parent.font())
        self._detail_font.setPixelSize(theme().sizes["text_small"])

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its texts at the view's width."""
        row: TurnRow = index.data(TURN_ROLE)
        width = self._view_width(option)
        height = float(DETAIL_HEIGHT + GAP)
        # Where PAM spoke up by itself there is only its half.
        if row.said:
            height += GAP + self._bubble_height(row.said, width)
        if row.reply:
            height += GAP + self._bubble_height(row.reply, width, row.is_growing)
        if index.data(OPEN_ROLE):
            height += self._fine_print(row, width).size().height() + GAP
        return QSize(width, int(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the turn."""
        row: TurnRow = index.data(TURN_ROLE)
        area = QRectF(option.rect)
        width = self._view_width(option)
        beside = max(0.0, (area.width() - COLUMN) / 2)
        area.adjust(beside, 0, -beside, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme().colour("edge"), 1))
            painter.drawRoundedRect(area.adjusted(6, 2, -6, -2), 10, 10)
        top = area.top()
        if row.said:
            layout = self._layout(row.said, width)
            top = self._bubble(painter, layout, area, top + GAP, is_users=True)
        if row.reply:
            layout = self._reply_layout(row.reply, width, row.is_growing)
            top = self._bubble(painter, layout, area, top + GAP, is_users=False)
        is_open: bool = index.data(OPEN_ROLE)
        self._detail(painter, row, area, top, is_open)
        if is_open:
            painter.translate(area.left() + MARGIN + 4, top + DETAIL_HEIGHT + 2)
            _draw(painter, self._fine_print(row, width), "text_soft")
        painter.restore()

    def _detail(
        self, painter: QPainter, row: TurnRow, area: QRectF, top: float, is_open: bool
    ) -> None:
        painter.setFont(self._detail_font)
        painter.setPen(theme().colour("text_soft"))
        line = QRectF(area.left() + MARGIN + 4, top + 2, area.width() - 2 * MARGIN, DETAIL_HEIGHT)
        side = Qt.AlignmentFlag.AlignLeft if row.reply else Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        room = int(line.width()) - 2 * SIGN
        text = painter.fontMetrics().elidedText(row.detail, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, side | middle, text)
        if not row.fine_print:
            return
        words = painter.boundingRect(line, side | middle, text)
        right = words.right() + 6 if row.reply else words.left() - 6 - SIGN
        sign = QRectF(right, line.center().y() - SIGN / 2, SIGN, SIGN)
        painter.save()
        if is_open:
            painter.translate(sign.center())
            painter.rotate(180)
            painter.translate(-sign.center())
        paint_icon(painter, "chevron", theme().colour("text_soft"), sign)
        painter.restore()

    def _bubble(
        self,
        painter: QPainter,
        layout: QTextDocument,
        area: QRectF,
        top: float,
        *,
        is_users: bool,
    ) -> float:
        look = theme()
        bubble_width = layout.idealWidth() + 2 * PADDING
        height = layout.size().height() + 2 * PADDING
        left = area.right() - MARGIN - bubble_width if is_users else area.left() + MARGIN
        bubble = QRectF(left, top, bubble_width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("raised" if is_users else "surface"))
        painter.drawRoundedRect(bubble, 14, 14)
        painter.save()
        if not is_users:
            edge = QPainterPath()
            edge.addRoundedRect(bubble, 14, 14)
            painter.setClipPath(edge, Qt.ClipOperation.IntersectClip)
            painter.fillRect(QRectF(left, top, 4, height), look.colour("brand"))
        painter.translate(QPointF(left + PADDING, top + PADDING))
        _draw(painter, layout, "text")
        painter.restore()
        return top + height

    def _bubble_height(self, text: str, width: int, is_growing: bool = False) -> float:
        if is_growing:
            return self._reply_layout(text, width, True).size().height() + 2 * PADDING
        # The view asks for every row's height at each new turn; their layouts are kept for fewer.
        if width != self._heights_width:
            self._heights, self._heights_width = {}, width
        height = self._heights.get(text)
        if height is None:
            height = self._layout(text, width).size().height() + 2 * PADDING
            self._heights[text] = height
        return height

    def _reply_layout(self, text: str, width: int, is_growing: bool) -> QTextDocument:
        if not is_growing:
            return self._layout(text, width)
        # Each draft is laid out once and forgotten: kept, they would push out all the others.
        if self._growing is None or self._growing[:2] != (text, width):
            self._growing = (text, width, _laid_out(text, width, self._font))
        return self._growing[2]

    def _fine_print(self, row: TurnRow, width: int) -> QTextDocument:
        return self._layout("\n".join(row.fine_print), width, self._detail_font)

    def _layout(self, text: str, width: int, font: QFont | None = None) -> QTextDocument:
        font = font or self._font
        key = (text, width, font.pixelSize())
        kept = self._layouts.get(key)
        if kept is not None:
            self._layouts.move_to_end(key)
            return kept
        layout = _laid_out(text, width, font)
        self._layouts[key] = layout
        if len(self._layouts) > KEPT_LAYOUTS:
            self._layouts.popitem(last=False)
        return layout

    @staticmethod
    def _view_width(option: QStyleOptionViewItem) -> int:
        view = option.widget
        return view.viewport().width() if isinstance(view, QListView) else 600


def _laid_out(text: str, width: int, font: QFont) -> QTextDocument:
    layout = QTextDocument()
    layout.setDocumentMargin(0)
    layout.setDefaultFont(font)
    wrap = QTextOption()
    # A word longer than the line (an address, 20,000 times "a") is broken where it must be.
    wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setDefaultTextOption(wrap)
    layout.setPlainText(text)
    room = max(min(width * 0.82, WIDEST) - 2 * PADDING - MARGIN, 80)
    layout.setTextWidth(room)
    # Right-to-left text sits at the right of its layout: narrow it to the text.
    layout.setTextWidth(min(layout.idealWidth() + 1, room))
    return layout


def _draw(painter: QPainter, layout: QTextDocument, colour: str) -> None:
    context = layout.documentLayout().PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, theme().colour(colour))
    # Only the lines in sight of a 20,000-character reply are drawn.
    context.clip = painter.clipBoundingRect()
    layout.documentLayout().draw(painter, context)
