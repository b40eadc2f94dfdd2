"""No sentence of the window goes past the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.house import ROOT, modules

TRANSLATES = {"_", "N_", "ngettext"}
SHOWS = {
    "QLabel", "QPushButton", "QCheckBox", "QGroupBox", "QRadioButton", "QAction", "push_button",
    "setText", "setAccessibleName", "setAccessibleDescription", "setToolTip", "setWindowTitle",
    "setPlaceholderText", "addItem", "addTab", "addAction", "addButton", "setTitle",
}  # fmt: skip
SILENT = {"debug", "info", "warning", "error", "exception", "setProperty", "setObjectName"}
"""Calls whose words nobody sees in the window: logs, and names of widgets for the style sheet."""

PLAYS = ROOT / "pam_desktop" / "window" / "preview"
"""Scripted talks are somebody's words, not the window's."""

TRAY = ROOT / "pam_desktop" / "host" / "tray.py"
FONTS = ROOT / "pam_desktop" / "window" / "look" / "theme.py"
FILES = [
    it for it in (*modules("pam_desktop/window"), TRAY) if PLAYS not in it.parents and it != FONTS
]


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _hidden(tree: ast.AST) -> set[int]:
    """What is translated, documents, is logged, or is said when something is raised."""
    hidden = {id(it) for it in _docstrings(tree)}
    for node in ast.walk(tree):
        is_quiet = isinstance(node, ast.Raise | ast.Assert) or (
            isinstance(node, ast.Call) and _called(node) in TRANSLATES | SILENT
        )
        hidden |= {id(it) for it in ast.walk(node)} if is_quiet else set()
    return hidden


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return " ".join(_words(it) for it in node.values if isinstance(it, ast.Constant))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _given(node: ast.AST) -> list[ast.expr]:
    """What a call is handed to be shown: the first argument, or all; and names."""
    if not isinstance(node, ast.Call) or _called(node) not in SHOWS:
        return []
    named = [it.value for it in node.keywords if it.arg in ("name", "placeholderText")]
    # The second argument of a push button is its icon.
    return [*(node.args[:1] if _called(node) == "push_button" else node.args), *named]


def bare(path: Path) -> list[str]:
    """Sentences, and words that are shown, that no catalogue is asked for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = _hidden(tree)
    found = []
    for node in ast.walk(tree):
        given = _given(node)
        shown = [it for it in given if re.search(r"[A-Za-z]{2}", _words(it).replace("PAM", ""))]
        is_sentence = bool(re.match(r"[A-Z][\w'’]*,? \w", _words(node)))
        found += [it for it in (*shown, *([node] if is_sentence else [])) if id(it) not in hidden]
    return sorted({f"{path.relative_to(ROOT)}:{it.lineno}: {_words(it)}" for it in found})


@pytest.mark.parametrize("path", FILES, ids=lambda it: str(it.relative_to(ROOT)))
def test_every_sentence_asks_the_catalogue(path: Path) -> None:
    """What is shown in the window or the tray goes through the catalogue, in every file."""
    assert bare(path) == []
