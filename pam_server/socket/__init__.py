"""The WebSocket of pam.v1: one machine a socket, and the hub that wakes them."""
