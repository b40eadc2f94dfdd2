"""The page for talking: turns of now and of before, and the deck to talk with."""
