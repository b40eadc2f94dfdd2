"""Whose turn it is, and whether what was heard may be acted on."""
