"""Where PAM keeps things: one SQLite file and the one thread that owns it; only here is SQL."""
