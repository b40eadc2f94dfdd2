"""The window's push buttons: large enough, named for screen readers, some with an icon."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from pam_desktop.window.look.icons import icon

ICON_PIXELS = 22


def push_button(text: str = "", sign: str = "", *, name: str = "", kind: str = "") -> QPushButton:
    """A button with a text, an icon, or both.

    `name` is what a screen reader says (the text where it is left out) and the tool tip of a button
    without a text. `kind` is a look of the style sheet: "primary", "quiet", "outline", "choice" or
    "demo".
    """
    # The style puts only 4 px between icon and text; an en space makes it breathe.
    button = QPushButton(f"\N{EN SPACE}{text}" if sign and text else text)
    if sign:
        button.setIcon(icon(sign, "on_bright" if kind == "primary" else "text"))
        button.setIconSize(QSize(ICON_PIXELS, ICON_PIXELS))
    button.setAccessibleName(name or text)
    if not text:
        button.setToolTip(name)
    if kind:
        button.setProperty("kind", kind)
    return button
