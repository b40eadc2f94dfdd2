"""The account: signing in, syncing, and what has to be decided."""
