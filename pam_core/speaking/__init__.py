"""Reply to speakable order, as pure machines: clauses, and one queue with priorities."""
