"""The program that holds the language model: llama.cpp in a process of its own, led over its pipes.

Loading holds Python's lock for as long as it takes, and a broken file can end the process that
opens it: neither may happen to the one that listens and speaks. Each line on the pipes is a JSON
object. First comes an Opening; the answer is {"ready": address} or {"refused": why}. Then
{"ask": number, "body": …} starts an answer, {"cancel": number} ends it and all before; back come
{"of": number, "chunk": …} and, last, {"of": number, "end": true}. The end of the input ends it all.
"""

import json
import os
import queue
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from typing import Any, TextIO

BATCH_TOKENS = 64
"""Read at a time, and so how soon a question can be called off while it is still being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is opened, and how. `key` opens the port that llama.cpp cannot do without."""

    model: str
    context_tokens: int
    reading_threads: int
    writing_threads: int
    key: str

    def line(self) -> str:
        """As it goes over the pipe."""
        return json.dumps(asdict(self))


class Asked:
    """What was asked over a pipe and what was called off since; read in a thread of its own."""

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines
        self._asked: queue.SimpleQueue[tuple[int, dict[str, Any]]] = queue.SimpleQueue()
        self._called_off = 0
        threading.Thread(target=self._read, name="pam-asked", daemon=True).start()

    def wait(self) -> tuple[int, dict[str, Any]]:
        """The next question's number and body."""
        return self._asked.get()

    def is_called_off(self, number: int) -> bool:
        """Whether nobody wants this answer any more."""
        return number <= self._called_off

    def _read(self) -> None:
        for line in self._lines:
            said = json.loads(line)
            if "cancel" in said:
                self._called_off = max(self._called_off, said["cancel"])
            else:
                self._asked.put((said["ask"], said["body"]))
        # Whoever asked is gone, perhaps in the middle of an answer that cannot be waited for.
        os._exit(0)


def _load(opening: Opening) -> Any:
    from xllamacpp import CommonParams, Server

    asked = CommonParams()
    asked.model.path = opening.model
    asked.n_ctx = opening.context_tokens
    asked.n_parallel = 1
    asked.n_batch = asked.n_ubatch = BATCH_TOKENS
    asked.cpuparams.n_threads = opening.writing_threads
    asked.cpuparams_batch.n_threads = opening.reading_threads
    # The one talk's prompt stays in the model's own memory; earlier ones would take gigabytes.
    asked.cache_ram_mib = 0
    asked.warmup = False
    # Who waits for a voice cannot wait for a model that thinks first.
    asked.enable_reasoning = 0
    asked.sampling.temp = 0.2
    asked.verbosity = -1
    asked.hostnames = ["127.0.0.1"]
    asked.port = 0
    asked.api_keys = [opening.key]
    asked.cors_origins = ""
    asked.ui = asked.endpoint_slots = False
    return Server(asked)


def _answer(server: Any, asked: Asked, number: int, body: dict[str, Any], back: TextIO) -> None:
    def take(chunk: dict[str, Any]) -> bool:
        """Pass a chunk on; True ends the answer. It is called with the prompt's progress too."""
        called_off = asked.is_called_off(number)
        if not called_off and "prompt_progress" not in chunk:
            _tell(back, {"of": number, "chunk": chunk})
        return called_off

    if not asked.is_called_off(number):
        server.handle_chat_completions({**body, "stream": True, "return_progress": True}, take)
    _tell(back, {"of": number, "end": True})


def _tell(back: TextIO, what: dict[str, Any]) -> None:
    back.write(json.dumps(what) + "\n")
    back.flush()


def serve(lines: TextIO, back: TextIO) -> None:
    """Open the model that the first line names and answer until nobody asks any more."""
    opening = Opening(**json.loads(lines.readline()))
    try:
        server = _load(opening)
    except (RuntimeError, ImportError, OSError) as error:
        _tell(back, {"refused": str(error)})
        return
    _tell(back, {"ready": server.listening_address})
    asked = Asked(lines)
    while True:
        number, body = asked.wait()
        _answer(server, asked, number, body, back)


def main() -> None:
    """Serve whoever has started this process."""
    # The key that ends PAM in a terminal goes to all its processes: PAM ends this one itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()
