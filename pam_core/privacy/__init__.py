"""What must not leave the machine, found and kept here."""
