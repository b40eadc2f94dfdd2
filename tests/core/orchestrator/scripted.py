"""Providers that answer from a script, and a log of calls in memory."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pam_core.vocabulary.model_call import ModelCall, Spent, SwitchedOff
from pam_core.vocabulary.model_failure import ModelError
from pam_core.vocabulary.model_talk import (
    Delta,
    Finish,
    Finished,
    ModelRequest,
    Standing,
    TextDelta,
    ToolCall,
)
from pam_core.vocabulary.tool_use import ToolOutcome, ToolUse

FOR_EVER = "for ever"
"""In a script: nothing more comes until the request is cancelled."""

Step = Delta | ModelError | Exception | str
Script = Sequence[Step]


def words(text: str) -> list[Step]:
    """A whole answer, word by word, with its end."""
    pieces = [TextDelta(text=f"{word} ") for word in text.split()]
    return [*pieces, Finished(reason=Finish.STOP, tokens_in=100, tokens_out=len(pieces))]


def wants(name: str, arguments: str, call_id: str = "call-1") -> list[Step]:
    """A model that has an action taken."""
    call = ToolCall(id=call_id, name=name, arguments=arguments)
    return [call, Finished(reason=Finish.TOOLS, tokens_in=100, tokens_out=10)]


@dataclass
class ScriptedProvider:
    """Answers request after request from its scripts; the last one goes on for ever."""

    name: str = "first"
    scripts: Sequence[Script] = ()
    on_device: bool = False
    fingerprint: str = "f1"
    state: Standing = field(default_factory=lambda: Standing(ready=True, model="m"))
    requests: list[ModelRequest] = field(default_factory=list)
    cancelled: int = 0
    warmed: int = 0
    closed: bool = False

    async def standing(self) -> Standing:
        return self.state

    async def warm_up(self) -> None:
        self.warmed += 1

    async def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        script = self.scripts[min(len(self.requests), len(self.scripts) - 1)]
        self.requests.append(request)
        through = False
        try:
            for step in script:
                if isinstance(step, str):
                    await asyncio.Event().wait()
                elif isinstance(step, Exception):
                    raise step
                else:
                    yield step
                    await asyncio.sleep(0)
            through = True
        except Exception:
            through = True
            raise
        finally:
            self.cancelled += not through

    async def close(self) -> None:
        self.closed = True


class CallsInMemory:
    """The `CallLog` port in a list."""

    def __init__(self) -> None:
        self.calls: list[ModelCall] = []
        self.off: dict[str, SwitchedOff] = {}
        self.trouble: Exception | None = None

    async def record(self, call: ModelCall) -> None:
        if self.trouble:
            raise self.trouble
        self.calls.append(call)

    async def recent(self, since: datetime) -> Sequence[ModelCall]:
        return [call for call in self.calls if call.began_at >= since]

    async def spent(self, since: datetime) -> Mapping[str, Spent]:
        found: dict[str, Spent] = {}
        for call in await self.recent(since):
            before = found.get(call.provider, Spent(calls=0, tokens=0, dollars=0.0))
            dollars = None
            if before.dollars is not None and call.cost_dollars is not None:
                dollars = before.dollars + call.cost_dollars
            found[call.provider] = Spent(
                calls=before.calls + 1,
                tokens=before.tokens + call.tokens_in + call.tokens_out,
                dollars=dollars,
            )
        return found

    async def last_calls(self) -> Mapping[str, ModelCall]:
        return {call.provider: call for call in self.calls}

    async def switch_off(self, off: SwitchedOff) -> None:
        self.off[off.provider] = off

    async def switch_on(self, provider: str) -> None:
        self.off.pop(provider, None)

    async def switched_off(self) -> Mapping[str, SwitchedOff]:
        return dict(self.off)


class AuditInMemory:
    """The `Audit` port in a list."""

    def __init__(self) -> None:
        self.kept: dict[str, ToolUse] = {}

    async def begin(self, use: ToolUse) -> None:
        self.kept[use.call_id] = use

    async def end(self, call_id: str, outcome: ToolOutcome, result: str) -> None:
        self.kept[call_id] = replace(self.kept[call_id], outcome=outcome, result=result)

    async def uses(self, limit: int) -> Sequence[ToolUse]:
        return list(self.kept.values())[::-1][:limit]
