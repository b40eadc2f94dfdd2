"""PAM's ears and mouth: sound devices, voice activity, Whisper and Piper."""
