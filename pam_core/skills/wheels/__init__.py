"""Wheels: the trip, the rig, the places on the way."""
