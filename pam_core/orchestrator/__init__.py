"""One turn in, a stream of reply pieces out."""
