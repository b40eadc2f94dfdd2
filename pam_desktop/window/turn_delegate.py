"""Paints one turn: what was said at the right, the reply at the left, the details beneath."""

from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPalette, QPen, QTextDocument, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pam_desktop.window.theme import theme
from pam_desktop.window.turn_model import TURN_ROLE, Index, TurnRow

MARGIN = 24
PADDING = 12
GAP = 8
DETAIL_HEIGHT = 22
KEPT_LAYOUTS = 200
WIDEST = 720
"""Lines longer than this are tiring to read."""

COLUMN = 960
"""In a wide window the talk stays in a column in the middle, question and answer close together."""


class TurnDelegate(QStyledItemDelegate):
    """Bubbles of plain text: replies are never read as HTML."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layouts: OrderedDict[tuple[str, int], QTextDocument] = OrderedDict()
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
        # Where PAM spoke up by itself there is only its half.
        spoken = [text for text in (row.said, row.reply) if text]
        height = sum(GAP + self._bubble_height(text, width) for text in spoken)
        return QSize(width, int(height) + DETAIL_HEIGHT + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the turn."""
        row: TurnRow = index.data(TURN_ROLE)
        look = theme()
        area = QRectF(option.rect)
        width = self._view_width(option)
        beside = max(0.0, (area.width() - COLUMN) / 2)
        area.adjust(beside, 0, -beside, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(look.colour("edge"), 1))
            painter.drawRoundedRect(area.adjusted(6, 2, -6, -2), 10, 10)
        top = area.top()
        if row.said:
            top = self._bubble(painter, row.said, width, area, top + GAP, is_users=True)
        if row.reply:
            top = self._bubble(painter, row.reply, width, area, top + GAP, is_users=False)
        painter.setFont(self._detail_font)
        painter.setPen(look.colour("text_soft"))
        line = QRectF(area.left() + MARGIN + 4, top + 2, area.width() - 2 * MARGIN, DETAIL_HEIGHT)
        side = Qt.AlignmentFlag.AlignLeft if row.reply else Qt.AlignmentFlag.AlignRight
        painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, row.detail)
        painter.restore()

    def _bubble(
        self,
        painter: QPainter,
        text: str,
        width: int,
        area: QRectF,
        top: float,
        *,
        is_users: bool,
    ) -> float:
        look = theme()
        layout = self._layout(text, width)
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
        context = layout.documentLayout().PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, look.colour("text"))
        # Only the lines in sight of a 20,000-character reply are drawn.
        context.clip = painter.clipBoundingRect()
        layout.documentLayout().draw(painter, context)
        painter.restore()
        return top + height

    def _bubble_height(self, text: str, width: int) -> float:
        # The view asks for every row's height at each new turn; their layouts are kept for fewer.
        if width != self._heights_width:
            self._heights, self._heights_width = {}, width
        height = self._heights.get(text)
        if height is None:
            height = self._layout(text, width).size().height() + 2 * PADDING
            self._heights[text] = height
        return height

    def _layout(self, text: str, width: int) -> QTextDocument:
        kept = self._layouts.get((text, width))
        if kept is not None:
            self._layouts.move_to_end((text, width))
            return kept
        layout = QTextDocument()
        layout.setDocumentMargin(0)
        layout.setDefaultFont(self._font)
        wrap = QTextOption()
        # A word longer than the line (an address, 20,000 times "a") is broken where it must be.
        wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setDefaultTextOption(wrap)
        layout.setPlainText(text)
        room = max(min(width * 0.82, WIDEST) - 2 * PADDING - MARGIN, 80)
        layout.setTextWidth(room)
        # Right-to-left text sits at the right of its layout: narrow it to the text.
        layout.setTextWidth(min(layout.idealWidth() + 1, room))
        self._layouts[(text, width)] = layout
        if len(self._layouts) > KEPT_LAYOUTS:
            self._layouts.popitem(last=False)
        return layout

    @staticmethod
    def _view_width(option: QStyleOptionViewItem) -> int:
        view = option.widget
        return view.viewport().width() if isinstance(view, QListView) else 600
