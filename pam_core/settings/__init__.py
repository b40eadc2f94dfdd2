"""What the user may choose, where it is kept, and where PAM's folders are."""
