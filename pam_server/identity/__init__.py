"""Who is asking: passwords, tokens, sessions, tickets and how often somebody may ask."""
