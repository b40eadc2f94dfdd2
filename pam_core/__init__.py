"""PAM's mind: plain Python without Qt, sound devices or speech models."""
