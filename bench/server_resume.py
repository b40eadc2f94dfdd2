"""How long a desktop needs that was away while another one wrote."""

import json
import time
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bench.server_commands import expense
from bench.server_stage import Stage
from pam_core.vocabulary.identity import new_id

RUNS = 5
BATCH = 100


def resume_seconds(stage: Stage, login: Mapping[str, str], missed: int) -> dict[str, Any]:
    """Write that many events as one device; then, as another, ask for all of them."""
    device = new_id(datetime.now(UTC))
    for first in range(0, missed, BATCH):
        commands = [expense(first + at + 1) for at in range(min(BATCH, missed - first))]
        _asked(stage, login, "sync/commands", {"device_id": device, "commands": commands})
    return {"missed": missed, "seconds": [_pulled(stage, login, missed) for _ in range(RUNS)]}


def _pulled(stage: Stage, login: Mapping[str, str], missed: int) -> float:
    began = time.perf_counter()
    since, epoch = 0, ""
    while since < missed:
        page = _asked(stage, login, f"sync?since={since}&epoch={epoch}&limit=500")
        since, epoch = page["events"][-1]["seq"], page["epoch"]
    return time.perf_counter() - began


def _asked(
    stage: Stage, login: Mapping[str, str], path: str, body: Mapping[str, Any] | None = None
) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{stage.port}/api/v1/pam/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {login['token']}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
