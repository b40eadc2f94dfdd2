"""A thing, an event and a command as the OpenAPI page shows them."""

from pydantic.config import JsonDict

THING: JsonDict = {
    "entity": "expense",
    "id": "0197a3e0-0000-7000-8000-000000000001",
    "rev": 1,
    "fields": {"amount_minor": 4500, "currency": "USD", "category": "fuel"},
    "deleted": False,
    "day": "2026-05-01",
    "at": "2026-05-01T18:30:00Z",
}
EVENT: JsonDict = {
    "v": 1,
    "type": "wins_update",
    "id": "0197a3e0-0000-7000-8000-0000000000aa",
    "seq": 7,
    "things": [THING],
}
COMMAND: JsonDict = {
    "v": 1,
    "type": "mutation",
    "id": "0197a3e0-0000-7000-8000-0000000000bb",
    "cseq": 1,
    "entity": "expense",
    "thing_id": "0197a3e0-0000-7000-8000-000000000001",
    "op": "put",
    "base_rev": 0,
    "fields": {"amount_minor": 4500, "currency": "USD", "category": "fuel"},
    "day": "2026-05-01",
    "occurred_at": "2026-05-01T18:30:00Z",
}
CONVERSATION: JsonDict = {
    "id": "0197a3e0-0000-7000-8000-0000000000dd",
    "title": "Fuel and campgrounds",
    "rev": 1,
    "at": "2026-05-01T18:30:00Z",
}
