"""The face: the Qt application, the command line, and the place where everything is joined."""
