"""`pam devices`: lists the microphones and loudspeakers that PAM can use."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio.devices import Device

HELP = "list the microphones and loudspeakers"

NONE_FOUND = 3
NONE_FOUND_SENTENCE = (
    "There is neither a microphone nor a loudspeaker. Plug one in, or see whether the sound "
    "server (PipeWire or PulseAudio) runs."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --json."""
    parser.add_argument("--json", action="store_true", help="print a JSON array")


def run(arguments: argparse.Namespace) -> int:
    """Print what there is; 3 where there is nothing. Raises PamError without PortAudio."""
    from audio.devices import list_devices

    devices = list_devices()
    if arguments.json:
        print(json.dumps([asdict(one) for one in devices]))
    else:
        _print_readable(devices)
    if not devices:
        print(NONE_FOUND_SENTENCE, file=sys.stderr)
        return NONE_FOUND
    return 0


def _print_readable(devices: Sequence["Device"]) -> None:
    for heading, direction in (("Microphones", "input"), ("Loudspeakers", "output")):
        these = [one for one in devices if one.direction == direction]
        if not these:
            continue
        print(f"{heading}:")
        for one in these:
            name = "" if one.name == one.title else f"  ({one.name})"
            print(f"  {'*' if one.is_default else ' '} {one.title}{name}")
