"""The page about the trip: the way day by day, what it will cost, and how the rig drinks."""
