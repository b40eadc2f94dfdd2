"""How PAM is doing: its parts, troubles, and what to do about them."""
