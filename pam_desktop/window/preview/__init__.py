"""The window with a scripted talk behind it."""
