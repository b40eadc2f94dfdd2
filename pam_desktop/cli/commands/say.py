"""`pam say`: speaks a text through the loudspeaker, or into a WAV file."""

import argparse
import asyncio
from pathlib import Path

from pam_desktop.cli.options import add_text

HELP = "speak a text aloud, or into a WAV file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare TEXT and --wav-out."""
    add_text(parser, "what PAM is to say")
    parser.add_argument("--wav-out", metavar="FILE", type=Path, help="write a WAV file instead")


def run(arguments: argparse.Namespace) -> int:
    """Speak; 0 when it was heard (or written). Raises PamError."""
    from pam_core.vocabulary.errors import Fault, PamError

    if not arguments.text.strip():
        raise PamError("say.nothing", "There is nothing to say.", fault=Fault.USER)
    return asyncio.run(_say(arguments))


async def _say(arguments: argparse.Namespace) -> int:
    from audio.file_loudspeaker import FileLoudspeaker
    from audio.loudspeaker import DeviceLoudspeaker
    from audio.sound_system import SoundSystem
    from pam_core.speaking.clauses import clauses
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.cli.options import settings_of
    from pam_desktop.cli.session import ignore, open_speech

    settings = settings_of(arguments).settings
    sound = SoundSystem()
    loudspeaker = (
        FileLoudspeaker(paced=False, path=arguments.wav_out)
        if arguments.wav_out
        else DeviceLoudspeaker(
            sound,
            on_change=ignore,
            preferred=settings.speaking.loudspeaker,
            volume=settings.speaking.volume,
        )
    )
    try:
        async with open_speech(settings, ignore) as models:
            playbacks = [
                loudspeaker.play(await models.synthesise(clause))
                for clause in clauses(arguments.text)
            ]
            heard = [await playback.finished() for playback in playbacks]
    finally:
        await loudspeaker.close()
        await sound.close()
    if not all(played.whole for played in heard):
        raise PamError(
            "sound.no_loudspeaker",
            "It could not be heard: there is no loudspeaker that works.",
            mend="Connect one (`pam devices` lists what is there), or use --wav-out FILE.",
            fault=Fault.ENVIRONMENT,
        )
    return 0
