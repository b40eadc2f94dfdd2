"""The tables of `bench failover`."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from bench.failover_cases import MIDWAY, WITH_TOOL, Kind, Outcome, Turn
from bench.failover_child import CAP_SECONDS
from bench.report import percentile, table

WORDS = {
    Outcome.NONE: "no answer",
    Outcome.HALF: "half passed off as whole",
    Outcome.MUDDLED: "muddled",
}


CONFIGURED = f"""
Each turn is the first of a new client: no breaker is open and no cooldown runs.
The first provider has the fault for the whole turn, the second has none. A turn of more than
{CAP_SECONDS:.0f} s counts as not answered. p50 and p95 are over the turns that were
answered: who answers none of the slow ones looks quicker.
  PAM: as it is wired, with two services; 8 s for the first token, 10 s for each further one. What
    an order did it tells itself, so that no model is asked again after the tool has run.
  openai SDK: all its defaults, and one provider.
  LiteLLM Router: a fallback, timeout and stream_timeout 8 s, its default retries, its continuation
    of broken streams on; the second model is declared able to go on from an answer begun, which
    LiteLLM knows of some vendors' models and not of OpenAI's. With version 2 of the openai SDK,
    which it also takes, it answers the stall too; what is measured is what pip installs with it.
  pydantic-ai FallbackModel: run_stream, first_event_timeout 8 s, timeout 10 s, max_retries 0.
"Begins anew": the second model cannot go on from an answer begun, and is declared so.
"""


def tables(turns: Sequence[Turn], clients: Sequence[str], faults: Iterable[str]) -> str:
    """Fault by fault, and what it comes to."""
    faults = list(faults)
    by_fault = [
        (fault, *(_cell(_of(turns, client, fault, {Kind.TEXT})) for client in clients))
        for fault in ("nothing", *faults)
    ]
    sums = [
        (name, *(summed(turns, client, faults) for client in clients))
        for name, summed in {
            "faults with every turn answered": _faults_answered,
            "turns answered, each fault counting the same": _share,
            "first text, p50 / p95": _first_text,
            "whole answer, p50 / p95": _whole,
            "half an answer passed off as whole": _half,
            "orders: carried out and told": _orders,
            "orders carried out twice": _twice,
        }.items()
    ]
    return "\n\n".join(
        [
            table(("the first provider's fault: answered, p50", *clients), by_fault),
            table(("over all twelve faults", *clients), sums),
        ]
    )


def notes(turns: Sequence[Turn], clients: Sequence[str]) -> str:
    """What does not fit into the tables: the next model begins anew, and kinds of orders."""
    lines = [
        CONFIGURED,
        f"Where the next model begins anew though text was shown ({len(MIDWAY)} faults), answered:",
    ]
    for client in clients:
        anew = [turn for turn in turns if turn.client == client and turn.kind is Kind.ANEW]
        lines.append(f"  {client}: {_answered(anew)} of {len(anew)}{_otherwise(anew)}")
    for kind in WITH_TOOL:
        lines.append(f"Orders, {kind}: carried out and told; twice:")
        for client in clients:
            some = [turn for turn in turns if turn.client == client and turn.kind is kind]
            twice = sum(turn.effects > 1 for turn in some)
            lines.append(f"  {client}: {_answered(some)} of {len(some)}; {twice}")
    return "\n".join(lines)


def _of(turns: Sequence[Turn], client: str, fault: str, kinds: Collection[Kind]) -> list[Turn]:
    return [
        turn
        for turn in turns
        if turn.client == client and turn.fault == fault and turn.kind in kinds
    ]


def _answered(turns: Sequence[Turn]) -> int:
    return sum(turn.outcome is Outcome.WHOLE for turn in turns)


def _otherwise(turns: Sequence[Turn]) -> str:
    kinds = Counter(turn.outcome for turn in turns if turn.outcome is not Outcome.WHOLE)
    return "".join(f", {WORDS[outcome]} {count}" for outcome, count in kinds.items())


def _cell(turns: Sequence[Turn]) -> str:
    if not turns:
        return ""
    whole = [turn.whole_seconds for turn in turns if turn.outcome is Outcome.WHOLE]
    share = f"{len(whole)}/{len(turns)}"
    if whole:
        return f"{share}, {percentile(whole, 0.5):.2f} s{_otherwise(turns)}"
    waited = percentile([turn.whole_seconds for turn in turns], 0.5)
    return f"{share} after {waited:.2f} s{_otherwise(turns).replace(', ', ': ', 1)}"


def _faults_answered(turns: Sequence[Turn], client: str, faults: Sequence[str]) -> str:
    each = [_of(turns, client, fault, {Kind.TEXT}) for fault in faults]
    return f"{sum(_answered(some) == len(some) > 0 for some in each)} of {len(faults)}"


def _share(turns: Sequence[Turn], client: str, faults: Sequence[str]) -> str:
    each = [_of(turns, client, fault, {Kind.TEXT}) for fault in faults]
    shares = [_answered(some) / len(some) for some in each if some]
    return f"{100 * sum(shares) / len(shares):.0f} %" if shares else ""


def _times(times: Sequence[float]) -> str:
    if not times:
        return ""
    return f"{percentile(times, 0.5):.2f} / {percentile(times, 0.95):.2f} s"


def _whole_turns(turns: Sequence[Turn], client: str, faults: Sequence[str]) -> list[Turn]:
    each = [_of(turns, client, fault, {Kind.TEXT}) for fault in faults]
    return [turn for some in each for turn in some if turn.outcome is Outcome.WHOLE]


def _first_text(turns: Sequence[Turn], client: str, faults: Sequence[str]) -> str:
    whole = _whole_turns(turns, client, faults)
    return _times([turn.first_text_seconds or 0.0 for turn in whole])


def _whole(turns: Sequence[Turn], client: str, faults: Sequence[str]) -> str:
    return _times([turn.whole_seconds for turn in _whole_turns(turns, client, faults)])


def _half(turns: Sequence[Turn], client: str, faults: Sequence[str]) -> str:
    mine = [turn for turn in turns if turn.client == client and turn.fault in faults]
    return str(sum(turn.outcome is Outcome.HALF for turn in mine))


def _orders(turns: Sequence[Turn], client: str, faults: Sequence[str]) -> str:
    each = [turn for fault in faults for turn in _of(turns, client, fault, WITH_TOOL)]
    return f"{_answered(each)} of {len(each)}"


def _twice(turns: Sequence[Turn], client: str, faults: Sequence[str]) -> str:
    each = [turn for fault in faults for turn in _of(turns, client, fault, WITH_TOOL)]
    return f"{sum(turn.effects > 1 for turn in each)} of {len(each)}"
