"""One finder for each kind of secret: a legible text in, stretches of it out."""
