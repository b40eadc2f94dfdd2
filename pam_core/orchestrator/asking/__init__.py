"""Who is asked, how long one waits, and what follows from a failure."""
