"""Pictures of numbers, drawn by pyqtgraph in the colours of the theme."""
