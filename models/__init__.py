"""The AI models on disk: which there are, where they come from, whether they are whole."""
