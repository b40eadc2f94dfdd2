"""The PAM server: the cloud edge around the same mind."""
