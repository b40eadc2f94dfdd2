"""Wins: the money."""
