"""Commands of a device, numbered as it would number them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pam_core.protocol.frames import ActionResponse, Chat, Feedback, Mutation
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import Thing

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FUEL = {"amount": {"minor": 4500, "currency": "USD"}, "category": "fuel"}


def fresh() -> str:
    """A new id."""
    return new_id(NOW)


class Device:
    """A user's machine; `last_cseq` is the number it gave last."""

    def __init__(self, user_id: str | None = None) -> None:
        self.user_id = user_id or fresh()
        self.device_id = fresh()
        self.last_cseq = 0

    def _next(self) -> int:
        self.last_cseq += 1
        return self.last_cseq

    def put(
        self,
        fields: Mapping[str, Any] = FUEL,
        *,
        entity: str = "expense",
        thing_id: str = "",
        base_rev: int = 0,
        op: str = "put",
    ) -> Mutation:
        return Mutation(
            id=fresh(),
            cseq=self._next(),
            entity=entity,
            thing_id=thing_id or fresh(),
            op=op,
            base_rev=base_rev,
            fields=fields,
            occurred_at=NOW,
        )

    def delete(self, thing: Mutation, base_rev: int) -> Mutation:
        return self.put(
            {}, entity=thing.entity, thing_id=thing.thing_id, base_rev=base_rev, op="delete"
        )

    def chat(self, message: str = "How far is Moab?") -> Chat:
        return Chat(
            id=fresh(),
            cseq=self._next(),
            conversation_id=fresh(),
            message=message,
            occurred_at=NOW,
        )

    def feedback(self) -> Feedback:
        return Feedback(id=fresh(), cseq=self._next(), thumb=1, text="good", occurred_at=NOW)

    def action_response(self) -> ActionResponse:
        return ActionResponse(
            id=fresh(),
            cseq=self._next(),
            actions_id=fresh(),
            item=0,
            outcome="done",
            occurred_at=NOW,
        )


def thing(fields: Mapping[str, Any] = FUEL, **other: Any) -> Thing:
    """A thing as the server's mind makes one."""
    return Thing(
        **{"entity": "expense", "id": fresh(), "rev": 0, "fields": fields, "at": NOW, **other}
    )


def later(seconds: float) -> datetime:
    """So long after NOW."""
    return NOW + timedelta(seconds=seconds)
