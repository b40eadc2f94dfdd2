"""The first minutes with PAM."""
