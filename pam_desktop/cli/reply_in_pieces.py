"""A reply on the terminal, clause by clause as it comes."""

from typing import TextIO

from pam_core.vocabulary.reply import Aside, Draft, Reply


class ReplyInPieces:
    """Prints one reply to `out`; asides go to `aside`, so that the reply stays by itself.

    Without `as_they_come` the pieces are passed over, and the whole is printed at the end.
    """

    def __init__(self, out: TextIO, aside: TextIO, *, as_they_come: bool) -> None:
        self._out = out
        self._aside = aside
        self._as_they_come = as_they_come
        self._said = ""

    def show(self, piece: str | Draft | Aside) -> None:
        """Print what is said for good; drafts may still change and are passed over."""
        if not self._as_they_come:
            return
        if isinstance(piece, Aside):
            print(piece.text, file=self._aside, flush=True)
        elif isinstance(piece, str):
            # A line's end behind a clause says only that the clause is whole.
            words = f"{piece[:-1]} " if piece.endswith("\n") else piece
            print(words, end="", file=self._out, flush=True)
            self._said += words

    def end(self, reply: Reply) -> None:
        """End the line; what was not printed by then is."""
        self.break_off()
        if self._said.split() != reply.text.split() or not self._said:
            print(reply.text, file=self._out, flush=True)

    def break_off(self) -> None:
        """End the line that was begun: something else is printed next."""
        if self._said:
            print(file=self._out, flush=True)
