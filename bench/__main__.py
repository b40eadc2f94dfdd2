"""`python -m bench NAME`: one benchmark, one table, one JSON file in bench/results/."""

import importlib
import sys
from collections.abc import Callable, Sequence

BENCHES = {
    "accuracy": "words and slots understood, ours beside faster-whisper's defaults",
    "language": "test sentences understood, time to understand one, and what starting costs",
    "latency": "end of speech to first reply sound, ours beside the plain script",
    "idle": "CPU and memory with an open microphone",
    "ledger": "sums over a hundred thousand expenses",
    "places": "the gazetteer built, a hundred thousand places imported, the nearest found",
    "failover": "providers that fail, ours beside three others",
    "chaos": "the real server and real desktops, broken a thousand times",
    "server": "the PAM server under load, beside bare uvicorn and mosquitto",
    "startup": "start to window and to ready to listen",
}


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark named first with the arguments that follow, or all; the exit code."""
    if arguments and arguments[0] not in BENCHES:
        print("usage: python -m bench [NAME [options]]; without a name, all\n", file=sys.stderr)
        for name, purpose in BENCHES.items():
            print(f"  {name:10} {purpose}", file=sys.stderr)
        return 2
    names, rest = (arguments[:1], arguments[1:]) if arguments else (list(BENCHES), [])
    for name in names:
        print(f"\n{name}: {BENCHES[name]}\n", flush=True)
        run: Callable[[Sequence[str]], int] = importlib.import_module(f"bench.{name}").main
        if code := run(rest):
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
