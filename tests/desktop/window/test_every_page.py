"""Every page, with real data in it: named, reached, hit, read, and in the user's language."""

from collections.abc import Iterator
from gettext import NullTranslations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from pam_desktop.app.still import settle, still_window
from pam_desktop.window.look.theme import DAY, NIGHT, wardrobe
from pam_desktop.window.main_window import MainWindow
from pam_desktop.window.pages import PAGES, PageEntry
from tests.desktop.window.test_access import controls

ROLE = QAccessible.Role
SPEECHLESS = {ROLE.Client, ROLE.Window, ROLE.Pane, ROLE.LayeredPane, ROLE.Grouping, ROLE.Border}
SPEECHLESS |= {ROLE.Separator, ROLE.ScrollBar, ROLE.NoRole, ROLE.Splitter, ROLE.Indicator}
SPEECHLESS |= {ROLE.Whitespace, ROLE.Cell, ROLE.PageTabList, ROLE.Table, ROLE.ListItem, ROLE.Grip}
SPEECHLESS |= {ROLE.StaticText, ROLE.PopupMenu, ROLE.Row, ROLE.Column, ROLE.Document}

SMALL, LARGE = (1024, 600), (1920, 1080)
PAGE_NAMES = [entry.page.value for entry in PAGES]


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[MainWindow]:
    folder = tmp_path_factory.mktemp("still")
    with still_window(folder) as its_window:
        yield its_window


def shown(window: MainWindow, entry: PageEntry, size: tuple[int, int] = SMALL) -> QWidget:
    window.resize(*size)
    window.show_page(entry.page)
    settle(window)
    return window.pages.view(entry.page)


def parts(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for place in range(root.childCount()):
        part = root.child(place)
        if part is not None and part.isValid() and not part.state().invisible:
            yield part
            yield from parts(part)


@pytest.mark.parametrize("entry", PAGES, ids=PAGE_NAMES)
def test_every_control_is_named_and_reached(window: MainWindow, entry: PageEntry) -> None:
    """Each control of a page has a name for screen readers, and takes the focus by Tab."""
    found = list(controls(shown(window, entry)))
    assert [it for it in found if not it.accessibleName().strip()] == []
    assert [
        (type(it).__name__, it.accessibleName())
        for it in found
        if it.isEnabled() and not it.focusPolicy() & Qt.FocusPolicy.TabFocus
    ] == []


@pytest.mark.parametrize("entry", PAGES, ids=PAGE_NAMES)
def test_the_whole_tree_has_roles_and_names(window: MainWindow, entry: PageEntry) -> None:
    """What a screen reader walks through has a role, and a name where the role is no frame."""
    QAccessible.setActive(True)
    found = list(parts(QAccessible.queryAccessibleInterface(shown(window, entry))))
    assert found != []
    assert [it.object() for it in found if it.role() == ROLE.NoRole] == []
    assert [
        (it.role().name, it.object())
        for it in found
        if it.role() not in SPEECHLESS and not it.text(QAccessible.Text.Name).strip()
    ] == []


@pytest.mark.parametrize("entry", PAGES, ids=PAGE_NAMES)
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_every_target_can_be_hit(
    window: MainWindow, entry: PageEntry, size: tuple[int, int]
) -> None:
    """Each control in sight is at least 48 px high and wide."""
    assert [
        (type(it).__name__, it.accessibleName(), it.width(), it.height())
        for it in controls(shown(window, entry, size))
        if it.isVisible() and (it.width() < 48 or it.height() < 48)
    ] == []


@pytest.mark.parametrize("entry", PAGES, ids=PAGE_NAMES)
@pytest.mark.parametrize("theme", [NIGHT, DAY])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_page_fits_the_window(
    window: MainWindow, entry: PageEntry, theme: str, scale: float
) -> None:
    """At 1024×600 nothing asks for more width than there is, however large the text."""
    wardrobe().wear(theme, scale)
    page = shown(window, entry)
    assert window.width() == SMALL[0]
    assert window.height() == SMALL[1]
    assert page.minimumSizeHint().width() <= page.width()


@pytest.mark.parametrize("entry", PAGES, ids=PAGE_NAMES)
def test_every_text_can_be_read(window: MainWindow, entry: PageEntry) -> None:
    """No text of a page is smaller than 14 px, nor is any read as HTML."""
    labels = [it for it in shown(window, entry).findChildren(QLabel) if it.text()]
    assert [it.text() for it in labels if it.fontInfo().pixelSize() < 14] == []
    assert [it.text() for it in labels if it.textFormat() == Qt.TextFormat.RichText] == []


class Marked(NullTranslations):
    """A language in which every sentence stands in brackets, to be told from what is not one."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return f"⟦{one if count == 1 else many}⟧"
