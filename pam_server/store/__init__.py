"""The server's truth on disk: every user's things, log, receipts, jobs and accounts."""
