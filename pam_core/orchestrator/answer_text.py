"""An answer on its way to the ear: from a model's pieces to clauses that are said and stay said."""

from pam_core.orchestrator.for_the_ear import portions
from pam_core.orchestrator.plain_words import PlainWords
from pam_core.orchestrator.stream_joiner import StreamJoiner
from pam_core.speaking.clauses import ClauseStream

MOST_REST_CHARACTERS = 1200
"""What is kept for "more"."""

_CLOSING = tuple(",.;:!?)]}%…'\"’”")
_SENTENCE_ENDS = (".", "!", "?", "…")


class AnswerText:
    """What is said of an answer, whoever gives it, and what is kept for "more".

    Whole clauses are said up to `most_characters`, of a first sentence that is longer the first
    portion; the next 1,200 characters are kept. Said is said: when a provider fails, another one
    goes on, and what it repeats is taken away.
    """

    def __init__(self, *, most_characters: int) -> None:
        self._most = most_characters
        self._said: list[str] = []
        self._said_text = ""
        self._begin_anew()

    @property
    def said(self) -> str:
        """All that was released, whole clauses with single spaces."""
        return self._said_text

    @property
    def draft(self) -> str:
        """The answer as it looks by now: what was said, and what may still be."""
        return self._said_text if self._beyond else _joined(self._said_text, self._clauses.tail)

    @property
    def rest(self) -> tuple[str, ...]:
        """What goes beyond, portion by portion."""
        if not self._beyond:
            return ()
        first, more = portions(" ".join(self._beyond))
        return (first, *more)

    @property
    def full(self) -> bool:
        """No more can be taken: nobody needs to read on."""
        return self._full

    @property
    def is_empty(self) -> bool:
        """Not a word has come yet that could be said."""
        return not any(sign.isalnum() for sign in self.draft) and not self._beyond

    def begin(self) -> None:
        """A provider begins, or goes on after another one, which was dropped."""
        self._begin_anew()

    def feed(self, text: str) -> list[str]:
        """Add a piece of the answer; returns the clauses that may be said now."""
        if self._full:
            return []
        return self._take(self._clauses.feed(self._joiner.feed(self._plain.feed(text))))

    def finish(self) -> list[str]:
        """The answer is complete; returns the last clauses to be said."""
        if self._full:
            return []
        last = self._joiner.feed(self._plain.finish()) + self._joiner.finish()
        return self._take([*self._clauses.feed(last), *self._clauses.finish()])

    def drop(self) -> None:
        """The provider failed: what was not said of its answer is forgotten."""
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._plain = PlainWords()
        self._joiner = StreamJoiner(self._said_text)
        self._clauses = ClauseStream()
        self._beyond: list[str] = []
        self._beyond_characters = 0
        self._full = False

    def _take(self, clauses: list[str]) -> list[str]:
        released: list[str] = []
        for clause in clauses:
            if self._full:
                break
            if not self._beyond and self._fits(clause):
                released += self._say(clause)
            elif not self._beyond and self._is_in_first_sentence():
                first, *others = self._first_portion(clause)
                released += self._say(first) if first else []
                self._keep(others)
            else:
                self._keep([clause])
        self._keep_endless()
        return released

    def _fits(self, clause: str) -> bool:
        return len(_joined(self._said_text, clause)) <= self._most

    def _is_in_first_sentence(self) -> bool:
        ended = self._said_text.rstrip("\"')]").endswith(_SENTENCE_ENDS)
        return not self._said or (len(self._said) == 1 and not ended)

    def _first_portion(self, clause: str) -> list[str]:
        first, more = portions(_joined(self._said_text, clause))
        if not first.startswith(self._said_text):
            return ["", clause]
        return [first[len(self._said_text) :].strip(), *more]

    def _say(self, clause: str) -> list[str]:
        self._said.append(clause)
        self._said_text = _joined(self._said_text, clause)
        return [clause]

    def _keep(self, clauses: list[str]) -> None:
        for clause in clauses:
            if self._beyond_characters + len(clause) > MOST_REST_CHARACTERS:
                self._full = True
                return
            self._beyond.append(clause)
            self._beyond_characters += len(clause) + 1

    def _keep_endless(self) -> None:
        pass


def _joined(said: str, more: str) -> str:
    if not said or not more or more.startswith(_CLOSING):
        return said + more
    return f"{said} {more}"
