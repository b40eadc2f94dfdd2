"""Itself: the time, help, and PAM's own voice."""
