"""PAM's actions as a language model may use them."""
