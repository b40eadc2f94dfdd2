"""How everything looks: themes, icons, words, and the smallest pieces."""
