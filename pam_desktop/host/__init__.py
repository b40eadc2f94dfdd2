"""The computer PAM runs on: talk key, single instance, tray; the only platform code."""
