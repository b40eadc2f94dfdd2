"""The fake provider as a program: prints its URL and answers until it is ended.

python -m tests.support.fake_provider [--port PORT] [SCRIPT]: SCRIPT as `FakeProvider.follow` says.
"""

import argparse
import asyncio
import json
import signal

from tests.support.fake_provider.server import FakeProvider


async def _run(port: int, script: str) -> None:
    over = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, over.set)
    fake = FakeProvider()
    await fake.open(port)
    await fake.follow(json.loads(script))
    print(fake.base_url, flush=True)
    await over.wait()
    await fake.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("script", nargs="?", default="{}")
    told = parser.parse_args()
    asyncio.run(_run(told.port, told.script))
