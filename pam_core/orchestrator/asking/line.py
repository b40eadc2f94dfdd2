"""Who is asked next in one turn: each provider once, then those again that may succeed at once."""

from pam_core.orchestrator.asking.switchboard import Pick, Switchboard
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.model_talk import Candidate


class Line:
    """The candidates of one turn, in their order."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board
        self._first = list(board.candidates)
        self._again: list[Candidate] = []
        self.reasons: list[PamError] = []
        """Why those were passed over that could not be asked."""

    @property
    def others_left(self) -> int:
        """How many might still be asked after the one that is asked now."""
        return sum(map(self._board.may_be_asked, self._first))

    async def next(self) -> Pick | None:
        """Who is asked next. Raises PamError (`storage.…`)."""
        while self._first or self._again:
            candidate = self._first.pop(0) if self._first else self._again.pop(0)
            found = await self._board.pick(candidate)
            if isinstance(found, Pick):
                return found
            self.reasons.append(found)
        return None

    def once_more(self, pick: Pick) -> None:
        """When nobody else is left it may be asked a second time."""
        self._again.append(pick.candidate)
