"""What flows through PAM: frozen values, the words for them, and the ports they pass through."""
