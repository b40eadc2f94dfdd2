"""The wire without a wire: frames, their text, and both ends of a connection as pure machines."""
