"""What `pam doctor` looks at, one check after the other."""
