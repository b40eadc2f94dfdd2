"""The page about places: what there is near, how far, and what it offers."""
