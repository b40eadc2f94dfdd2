"""What the window's pages show, from the live PAM: a file a page."""
