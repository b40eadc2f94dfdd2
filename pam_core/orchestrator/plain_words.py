"""A model's answer without what is only for the eye: markup, code, addresses, invisible signs."""


class PlainWords:
    """For now."""

    def feed(self, text: str) -> str:
        """Add a piece; returns the plain words of it."""
        return text

    def finish(self) -> str:
        """No more comes."""
        return ""
