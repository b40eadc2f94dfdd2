"""From what the log and the receipts brought to what is told about it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pam_core.protocol.frames import UI_ACTIONS, UI_PAGES
from pam_core.vocabulary.sync import Conflict, Receipt, ServerEvent, Verdict
from pam_core.vocabulary.sync_news import (
    ActionsAsked,
    AnswerCame,
    CommandRefused,
    ConflictsFound,
    SyncNews,
    ThingsCame,
)

_EDIT_ERRORS = frozenset(("conflict", "bank_id_taken", "nothing_there"))
"""Shown side by side, sent again, or no loss at all: said in another way than as a refusal."""
_MOST_ITEMS = 20


def news_of(events: Sequence[ServerEvent], now: datetime) -> Iterator[SyncNews]:
    """What new events mean to the user; answers are told by whoever knows who asked.

    `now` is this machine's wall clock: what was to be done by then is not done any more.
    """
    things = tuple(thing for event in events for thing in event.things)
    if things:
        yield ThingsCame(things=things)
    for event in events:
        if event.type == "ui_actions":
            yield from _actions(event, now)


def answer_of(event: ServerEvent, asked: str) -> AnswerCame:
    """The news of a chat_response."""
    body = event.body
    return AnswerCame(
        chat_id=str(body.get("in_reply_to", "")),
        conversation_id=str(body.get("conversation_id", "")),
        message=str(body.get("message", "")),
        asked=asked,
        provider=str(body.get("provider", "")),
        model=str(body.get("model", "")),
    )


def news_of_receipts(
    receipts: Sequence[Receipt], conflicts: Sequence[Conflict]
) -> Iterator[SyncNews]:
    """What was refused: edits that need a decision, and all else in a sentence."""
    if conflicts:
        yield ConflictsFound(conflicts=tuple(conflicts))
    for receipt in receipts:
        error = receipt.error or "refused"
        if receipt.verdict is Verdict.REJECTED and error not in _EDIT_ERRORS:
            yield CommandRefused(
                command_id=receipt.id,
                code=error,
                sentence="The PAM server did not take something from this computer.",
            )


def _actions(event: ServerEvent, now: datetime) -> Iterator[ActionsAsked]:
    expires_at = _moment(event.body.get("expires_at"))
    items = event.body.get("items")
    if expires_at is None or expires_at <= now or not isinstance(items, Sequence):
        return
    fit = tuple(item for item in items[:_MOST_ITEMS] if _is_known(item))
    if fit:
        yield ActionsAsked(actions_id=event.id, items=fit, expires_at=expires_at)


def _is_known(item: Any) -> bool:
    if not isinstance(item, Mapping) or item.get("action") not in UI_ACTIONS:
        return False
    return item["action"] != "open_page" or item.get("page") in UI_PAGES


def _moment(given: Any) -> datetime | None:
    if isinstance(given, str):
        given = datetime.fromisoformat(given)
    return given if isinstance(given, datetime) and given.tzinfo else None
