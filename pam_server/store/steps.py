"""The tool calls of a chat, kept before the model is told of them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from pam_server.ports import Change, Job, Step
from pam_server.store import rows, tables
from pam_server.store.quick import insert


def keep(connection: Connection, job: Job, step: Step) -> bool:
    """Keep a step; False where another has its number. The same one twice is kept once."""
    own = {"user_id": job.user_id, "message_id": job.chat.id, "number": step.number}
    text = rows.as_text(_content(step))
    connection.execute(
        insert(connection, tables.job_steps).values(**own, step=text).on_conflict_do_nothing()
    )
    found = connection.execute(select(tables.job_steps.c.step).filter_by(**own)).scalar_one()
    return bool(found == text)


def kept(connection: Connection, user_id: str, message_id: str) -> Sequence[Step]:
    """All steps of a message, in order."""
    wanted = (
        select(tables.job_steps.c.step)
        .filter_by(user_id=user_id, message_id=message_id)
        .order_by(tables.job_steps.c.number)
    )
    return [_step(json.loads(text)) for text in connection.execute(wanted).scalars()]


def _content(step: Step) -> Mapping[str, Any]:
    changes = [
        {"thing": rows.thing_json(change.thing), "base_rev": change.base_rev}
        for change in step.changes
    ]
    return {
        "number": step.number,
        "attempt": step.attempt,
        "action": step.action,
        "arguments": step.arguments,
        "outcome": step.outcome,
        "result": step.result,
        "changes": changes,
    }


def _step(content: Mapping[str, Any]) -> Step:
    changes = tuple(
        Change(thing=rows.thing_from_json(one["thing"]), base_rev=one["base_rev"])
        for one in content["changes"]
    )
    return Step(**{**content, "changes": changes})
