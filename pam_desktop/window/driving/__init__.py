"""The face for the road: read at a glance, worked with one finger, and by voice."""
