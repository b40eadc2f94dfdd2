"""What PAM can do, one file each, strangers to one another, reached through one registry."""
