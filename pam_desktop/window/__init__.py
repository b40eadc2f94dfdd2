"""The window: PySide6 widgets that show what happens and command the core through two verbs."""
