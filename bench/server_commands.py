"""The command that desktops send most: a new expense."""

from datetime import UTC, datetime
from typing import Any

from pam_core.vocabulary.identity import new_id


def expense(cseq: int) -> dict[str, Any]:
    """The frame of a new expense of 45 dollars for fuel, the device's `cseq`-th command."""
    now = datetime.now(UTC)
    return {
        "v": 1,
        "type": "mutation",
        "id": new_id(now),
        "cseq": cseq,
        "entity": "expense",
        "thing_id": new_id(now),
        "op": "put",
        "fields": {
            "amount_minor": 4500,
            "currency": "USD",
            "category": "fuel",
            "merchant": "Pilot",
            "description": None,
            "spent_on": "2026-11-23",
            "bank_id": None,
        },
        "day": "2026-11-23",
        "occurred_at": now.isoformat(),
    }
