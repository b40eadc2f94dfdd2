"""Speech on the server: one process of its own hears and speaks, the web process only asks it."""
