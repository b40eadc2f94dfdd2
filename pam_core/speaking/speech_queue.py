"""One queue for everything PAM says: alerts before answers before notices, clause by clause.

An alert goes ahead of what waits, but never into the middle of a clause. An answer can be
interrupted; notices expire and duplicates collapse. What was truly heard is reported.
"""

from collections import deque
from dataclasses import dataclass

from pam_core.speaking.clauses import ClauseStream
from pam_core.vocabulary.reply import Priority, Speakable

CAPACITY = 32
"""Items that may wait; beyond that the oldest notice makes room, and it is counted."""

_ORDER = {Priority.ALERT: 0, Priority.ANSWER: 1, Priority.NOTICE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause to be synthesised and played; `number` identifies it when it was heard."""

    number: int
    turn_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """An item that is over: what was heard of it, and whether that was all."""

    turn_id: str
    heard: str
    whole: bool


class _Item:
    """Something waiting or being said."""

    def __init__(self, speakable: Speakable, *, open_ended: bool) -> None:
        self.speakable = speakable
        self.stream = ClauseStream()
        self.waiting: deque[str] = deque(self.stream.feed(speakable.text))
        self.open_ended = open_ended
        self.whole = True
        self.playing: dict[int, str] = {}
        self.heard: list[str] = []
        if not open_ended:
            self.waiting.extend(self.stream.finish())

    @property
    def order(self) -> int:
        return _ORDER[self.speakable.priority]

    @property
    def begun(self) -> bool:
        return bool(self.playing or self.heard)

    @property
    def is_over(self) -> bool:
        return not (self.waiting or self.playing or self.open_ended)

    def is_stale(self, now: float) -> bool:
        deadline = self.speakable.say_before
        return not self.begun and deadline is not None and now > deadline

    def collapses_into(self, key: str) -> bool:
        return not self.begun and self.speakable.collapse_key == key

    def cut(self) -> None:
        self.waiting.clear()
        self.open_ended = False
        self.whole = False

    def spoken(self) -> Spoken:
        return Spoken(turn_id=self.speakable.turn_id, heard=" ".join(self.heard), whole=self.whole)


class SpeechQueue:
    """Say what next? Time is an input: monotonic seconds."""

    def __init__(self) -> None:
        self._items: list[_Item] = []
        self._next_number = 1
        self.dropped = 0
        """Items that were never said: expired, collapsed or crowded out."""

    @property
    def is_empty(self) -> bool:
        """Nothing waits and nothing is being said."""
        return not self._items

    @property
    def is_speaking(self) -> bool:
        """A clause was taken and is not reported as heard yet."""
        return any(item.playing for item in self._items)

    @property
    def is_out_of_words(self) -> bool:
        """Nothing is being said and nothing could be now: what is left waits for its words."""
        return not self.is_speaking and self._sayable() is None

    def add(self, speakable: Speakable, *, open_ended: bool = False) -> list[Spoken]:
        """Queue something; returns what it made superfluous, itself where it has no words.

        `open_ended`: more text follows through `extend` and `close`.
        """
        if speakable.collapse_key is not None:
            self._drop([i for i in self._items if i.collapses_into(speakable.collapse_key)])
        if len(self._items) >= CAPACITY:
            waiting = [item for item in self._items if not item.begun]
            self._drop([max(waiting, key=lambda item: item.order)] if waiting else [])
        self._items.append(_Item(speakable, open_ended=open_ended))
        # Stable: what was queued first stays first among its equals.
        self._items.sort(key=lambda item: item.order)
        return self._take_finished()

    def extend(self, turn_id: str, piece: str) -> None:
        """More text of an open-ended item; unknown turns (interrupted meanwhile) are ignored."""
        for item in self._open_ended(turn_id):
            item.waiting.extend(item.stream.feed(piece))

    def close(self, turn_id: str) -> list[Spoken]:
        """No more text follows; returns the item if it is over by that."""
        for item in self._open_ended(turn_id):
            item.waiting.extend(item.stream.finish())
            item.open_ended = False
        return self._take_finished()

    def expire(self, now: float) -> list[Spoken]:
        """Give up what is no longer worth saying, and return it."""
        self._drop([item for item in self._items if item.is_stale(now)])
        return self._take_finished()

    def next(self) -> Clause | None:
        """The next clause to say, or None when there is nothing to say now."""
        item = self._sayable()
        if item is None:
            return None
        clause = Clause(
            number=self._next_number,
            turn_id=item.speakable.turn_id,
            text=item.waiting.popleft(),
        )
        self._next_number += 1
        item.playing[clause.number] = clause.text
        return clause

    def heard(self, clause: Clause, share: float) -> list[Spoken]:
        """A clause left the loudspeaker: `share` of it (0-1) was truly played."""
        for item in self._items:
            text = item.playing.pop(clause.number, None)
            if text is None:
                continue
            item.whole = item.whole and share >= 1.0
            if part := heard_part(text, share):
                item.heard.append(part)
        return self._take_finished()

    def interrupt(self) -> list[Spoken]:
        """The user spoke: answers are cut, and what is being said; other news is said later.

        What is playing is still to be reported through `heard`, with the share that was played;
        the items returned are over already.
        """
        for item in self._items:
            if item.begun or item.speakable.priority is Priority.ANSWER:
                item.cut()
        return self._take_finished()

    def _sayable(self) -> _Item | None:
        for item in self._items:
            if item.waiting:
                return item
            if item.open_ended:
                # Its next words may come any moment: nothing is said into the middle of it.
                return None
        return None

    def _open_ended(self, turn_id: str) -> list[_Item]:
        return [i for i in self._items if i.open_ended and i.speakable.turn_id == turn_id]

    def _take_finished(self) -> list[Spoken]:
        over = [item for item in self._items if item.is_over]
        self._items = [item for item in self._items if not item.is_over]
        return [item.spoken() for item in over]

    def _drop(self, items: list[_Item]) -> None:
        for item in items:
            item.cut()
        self.dropped += len(items)


def heard_part(text: str, share: float) -> str:
    """The words of a clause that fit into the share of it that was played (0-1)."""
    words = text.split()
    if share >= 1.0:
        return text
    return " ".join(words[: int(len(words) * max(0.0, share))])
