"""The command line: `pam …`."""
