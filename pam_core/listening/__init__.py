"""Sound to utterance, as pure machines that count frames and never look at a clock."""
