"""`pam hear`: the whole loop on sound files, as if they were spoken."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm

    from pam_desktop.app.recorded_talk import RecordedTurn
    from pam_desktop.cli.session import Session

SHORT_SECONDS = 30.0
"""Files shorter than this are heard before a progress bar could be read."""

HELP = "hear sound files as if they were spoken, and answer them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare FILE…, --json, --wav-out and --demo."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a sound file")
    parser.add_argument("--json", action="store_true", help="print one JSON object an utterance")
    parser.add_argument(
        "--wav-out", metavar="DIR", type=Path, help="write each file's spoken replies here"
    )
    parser.add_argument(
        "--demo", action="store_true", help="use the demo's data; nothing of yours is touched"
    )


def run(arguments: argparse.Namespace) -> int:
    """Hear the files in turn; 0 when all could be heard. Raises PamError at the first that not."""
    from pam_desktop.cli.session import in_session

    async def hear(session: "Session") -> int:
        await _hear_all(arguments, session)
        return 0

    return in_session(arguments, hear, demo=arguments.demo)


async def _hear_all(arguments: argparse.Namespace, session: "Session") -> None:
    from tqdm import tqdm

    from audio.recording import recording_seconds
    from pam_desktop.app.recorded_talk import RecordedTalk
    from pam_desktop.cli.session import ignore, open_speech

    if arguments.wav_out is not None:
        _make_folder(arguments.wav_out)
    # All are looked at before any is answered: a wrong name must not leave half the work done.
    lengths = {path: recording_seconds(path) for path in arguments.files}
    async with open_speech(session.settings, ignore) as models:
        await models.hearing.engine()
        await models.load()
        for path, seconds in lengths.items():
            # None: only where somebody watches.
            hidden = True if seconds < SHORT_SECONDS else None
            with tqdm(total=round(seconds), desc=path.name, unit="s", disable=hidden) as bar:
                talk = RecordedTalk(
                    session.settings,
                    session.rooms,
                    models,
                    partial(_print, arguments, path),
                    partial(_advance, bar, round(seconds)),
                )
                await talk.play(path, wav_out=_replies_of(arguments.wav_out, path))
            if talk.is_clipped:
                _warn_of_clipping(path)


def _advance(bar: "tqdm[Any]", total: int, seconds: float) -> None:
    # The silence behind a recording, in which its last words are understood, is not part of it.
    bar.update(min(int(seconds), total) - bar.n)


def _warn_of_clipping(path: Path) -> None:
    print(
        f"pam: “{path.name}” is clipped: it was recorded too loud, so words may be lost. Record it "
        "again further from the microphone, or with less gain.",
        file=sys.stderr,
    )


def _print(arguments: argparse.Namespace, path: Path, heard: "RecordedTurn") -> None:
    if arguments.json:
        print(json.dumps(_told(path, heard)), flush=True)
    elif heard.turn is None:
        print(f"{path.name}: ({heard.dropped})")
    else:
        print(f"{path.name}: “{heard.turn.said}” → {heard.turn.reply.text}", flush=True)


def _told(path: Path, heard: "RecordedTurn") -> dict[str, Any]:
    turn, transcript = heard.turn, heard.transcript
    if turn is None or transcript is None:
        return {"file": str(path), "text": None, "dropped": heard.dropped}
    return {
        "file": str(path),
        "text": turn.said,
        "confidence": round(turn.confidence, 3),
        "action": turn.reply.intent.action,
        "slots": dict(turn.reply.intent.slots),
        "reply": turn.reply.text,
        "times_ms": {
            "decode": _ms(transcript.decode_seconds),
            "end_of_speech": _ms(turn.times.end_of_speech),
            "transcript": _ms(turn.times.transcript),
            "reply": _ms(turn.times.reply),
            "first_sound": _ms(turn.times.first_sound),
        },
    }


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _replies_of(folder: Path | None, path: Path) -> Path | None:
    return None if folder is None else folder / f"{path.stem}.reply.wav"


def _make_folder(folder: Path) -> None:
    from pam_core.vocabulary.errors import Fault, PamError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PamError(
            "hear.no_folder",
            f"The folder {folder} cannot be made: {error.strerror}.",
            mend="Choose a place that may be written to.",
            fault=Fault.ENVIRONMENT,
        ) from error
