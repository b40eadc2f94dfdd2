"""`pam ask`: one typed question or command, taken and answered in text."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pam_desktop.cli.options import add_text, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pam_core.vocabulary.reply import Reply
    from pam_core.vocabulary.turn import Turn
    from pam_desktop.cli.reply_in_pieces import ReplyInPieces
    from pam_desktop.cli.session import Session

TALK = "ask"
"""Under this name the talk goes on from call to call."""

HELP = "ask or tell PAM something in writing; it is done, and kept"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare TEXT, --file, --json and --demo."""
    add_text(parser, "what you would say", required=False)
    parser.add_argument(
        "--file", metavar="FILE", help='a talk, one sentence a line; "-" is the standard input'
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--demo", action="store_true", help="ask about the demo's trip")


def run(arguments: argparse.Namespace) -> int:
    """Answer; 0 also where PAM did not understand. Raises PamError."""
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.cli.session import in_session

    if not arguments.file and not (arguments.text or "").strip():
        raise PamError("ask.nothing", "There is nothing to answer.", fault=Fault.USER)
    if arguments.file and arguments.text:
        raise PamError("ask.both", "Give either a sentence or --file FILE.", fault=Fault.USER)

    async def answer(session: "Session") -> int:
        mind, talks = session.rooms.mind, session.rooms.talks
        # What is said now may answer what PAM asked in the call before.
        mind.session = await talks.session(TALK)
        for text in [arguments.text] if not arguments.file else lines(arguments.file):
            if text.strip():
                await _exchange(session, text, as_json=arguments.json)
        await talks.keep(TALK, mind.session)
        return 0

    return in_session(arguments, answer, demo=arguments.demo)


async def _exchange(session: "Session", text: str, *, as_json: bool) -> None:
    from pam_desktop.cli.news import news
    from pam_desktop.cli.reply_in_pieces import ReplyInPieces

    # Whoever waits before a terminal reads along; a program reads the whole.
    pieces = ReplyInPieces(sys.stdout, sys.stderr, as_they_come=sys.stdout.isatty() and not as_json)
    began = time.perf_counter()
    try:
        turn = await _take(session, text, pieces)
    except BaseException:
        pieces.break_off()
        raise
    milliseconds = round((time.perf_counter() - began) * 1000, 1)
    # Before the words are kept: what was done must be told even where keeping them fails.
    told, troubles = await news(session)
    notices = [notice.text for notice in told]
    if as_json:
        print(json.dumps({**_told(turn.reply, milliseconds), "notices": notices}), flush=True)
    else:
        pieces.end(turn.reply)
        _show(turn.reply, notices)
    await session.rooms.chats.record(turn)
    for trouble in troubles:
        raise trouble


async def _take(session: "Session", text: str, pieces: "ReplyInPieces") -> "Turn":
    from pam_core.vocabulary.identity import new_id
    from pam_core.vocabulary.reply import Intent, Reply
    from pam_core.vocabulary.speech import Trigger
    from pam_core.vocabulary.turn import StageTimes, Turn, TurnRequest

    now = session.clock.now()
    request = TurnRequest(
        turn_id=new_id(now), text=text.strip(), confidence=1.0, trigger=Trigger.TEXT, now=now
    )
    mind = session.rooms.mind
    reply = Reply(text="", intent=Intent(action=None), provider="")
    async for piece in mind.answer(await mind.prepare(request)):
        if isinstance(piece, Reply):
            reply = piece
        else:
            pieces.show(piece)
    return Turn(
        turn_id=request.turn_id,
        conversation_id=new_id(now),
        said_at=now,
        trigger=Trigger.TEXT,
        said=request.text,
        confidence=1.0,
        reply=reply,
        heard="",
        interrupted=False,
        times=StageTimes(),
    )


def _show(reply: "Reply", notices: "Sequence[str]") -> None:
    from pam_desktop.cli.rows import lines_of

    if reply.table is not None and len(reply.table.rows) > 1:
        # One row has nothing that the sentence does not say.
        print("", *lines_of(reply.table), "", sep="\n")
    for notice in notices:
        print(notice)
    sys.stdout.flush()


def _told(reply: "Reply", milliseconds: float) -> dict[str, Any]:
    return {
        "action": reply.intent.action,
        "slots": dict(reply.intent.slots),
        "confidence": reply.intent.confidence,
        "missing": list(reply.intent.missing),
        "reply": reply.text,
        "expects_answer": reply.expects_answer,
        "table": asdict(reply.table) if reply.table else None,
        "page": reply.page,
        "driving": reply.driving,
        "provider": reply.provider,
        "provenance": _provenance(reply),
        "latency_ms": milliseconds,
    }


def _provenance(reply: "Reply") -> dict[str, Any] | None:
    source = reply.provenance
    if source is None:
        return None
    at = source.answered_at
    return asdict(source) | {"answered_at": None if at is None else at.isoformat()}
