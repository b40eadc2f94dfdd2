"""The port Synthesiser on Piper, in a thread of its own, with a cache of clauses."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from audio.clause_cache import ClauseCache, ClauseKey
from audio.loudness import evened, trimmed
from audio.model_thread import ModelThread
from pam_core.vocabulary.audio import Sound
from pam_core.vocabulary.errors import Fault, PamError

if TYPE_CHECKING:
    from piper import PiperVoice

SLOWEST_RATE = 0.5
FASTEST_RATE = 2.0
WARM_UP_TEXT = "Ready."
INT16_MAX = 32_767


class PiperSynthesiser:
    """Piper in a single-worker thread; the voice is loaded by `load` or by the first clause.

    `voice` is the `.onnx` file, its `.onnx.json` beside it. `rate` is how fast PAM speaks, 1 being
    the voice's own pace (0.5-2). `cache` holds clauses already spoken (in memory only by default).
    """

    def __init__(
        self,
        voice: Path,
        *,
        rate: float = 1.0,
        threads: int = 2,
        cache: ClauseCache | None = None,
    ) -> None:
        self._path = voice
        self._threads = threads
        self._cache = cache if cache is not None else ClauseCache()
        self._voice: PiperVoice | None = None
        self._thread = ModelThread("pam-piper")
        self.set_rate(rate)

    @property
    def loaded(self) -> bool:
        """Whether the voice is in memory."""
        return self._voice is not None

    @property
    def rate(self) -> float:
        """How fast PAM speaks, 1 being the voice's own pace."""
        return self._rate

    def set_rate(self, rate: float) -> None:
        """From the next clause on; kept within 0.5-2."""
        self._rate = min(FASTEST_RATE, max(SLOWEST_RATE, rate))

    async def load(self) -> None:
        """Bring the voice into memory and warm it up, so that the first real clause is quick.

        Raises:
            PamError: `voice.missing`, `voice.broken`, `voice.closed`.
        """
        self._refuse_if_closed()
        await self._thread.run(self._ready)

    async def synthesise(self, text: str) -> Sound:
        """One clause as sound at the voice's own sample rate; no sound for a text without words.

        Raises:
            PamError: as `load`, and `voice.failed` where the voice cannot say it.
        """
        self._refuse_if_closed()
        return await self._thread.run(self._say, text, self._rate)

    async def unload(self) -> None:
        """Give the voice's memory back; the next clause loads it again. The cache stays."""
        self._refuse_if_closed()
        await self._thread.run(self._free)

    async def erase(self) -> None:
        """Forget every clause ever spoken, in memory and on disk."""
        self._refuse_if_closed()
        await self._thread.run(self._cache.erase)

    async def close(self) -> None:
        """End the thread after what runs, and free the voice; what waits is dropped. Idempotent."""
        await self._thread.close()
        self._free()

    def _say(self, text: str, rate: float) -> Sound:
        voice = self._ready()
        sample_rate_hz = voice.config.sample_rate
        key = ClauseKey(voice=self._path.stem, rate=rate, text=" ".join(text.split()))
        found = self._cache.find(key, sample_rate_hz)
        if found is not None:
            return found
        sound = Sound(pcm=_spoken(voice, key.text, rate), sample_rate_hz=sample_rate_hz)
        self._cache.keep(key, sound)
        return sound

    def _ready(self) -> "PiperVoice":
        if self._voice is None:
            voice = _loaded(self._path, self._threads)
            _spoken(voice, WARM_UP_TEXT, 1.0)
            self._voice = voice
        return self._voice

    def _free(self) -> None:
        self._voice = None

    def _refuse_if_closed(self) -> None:
        if self._thread.closed:
            raise PamError("voice.closed", "PAM's voice is already shut down.", fault=Fault.BUG)


def _loaded(path: Path, threads: int) -> "PiperVoice":
    config_path = path.with_name(path.name + ".json")
    for file in (path, config_path):
        if not file.is_file():
            raise PamError(
                "voice.missing",
                f"PAM's voice is not there: “{file}” is missing.",
                mend="Fetch it again: `pam models list` names the voices.",
                fault=Fault.ENVIRONMENT,
            )
    from onnxruntime import InferenceSession
    from piper import PiperVoice
    from piper.config import PiperConfig

    try:
        config = PiperConfig.from_dict(json.loads(config_path.read_text(encoding="utf-8")))
        # Piper's own `load` takes no session options, and with none it takes every core.
        session = InferenceSession(
            str(path), sess_options=_session_options(threads), providers=["CPUExecutionProvider"]
        )
    except Exception as cause:  # onnxruntime raises a family of its own, without a common base
        raise PamError(
            "voice.broken",
            f"PAM's voice in “{path}” cannot be loaded: {cause}.",
            mend="Check it with `pam models verify` and fetch it again.",
            fault=Fault.ENVIRONMENT,
        ) from cause
    return PiperVoice(session=session, config=config)


def _session_options(threads: int) -> Any:
    from onnxruntime import ExecutionMode, GraphOptimizationLevel, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # No two clauses have the same shapes, so remembering their memory only costs.
    options.enable_mem_pattern = False
    options.execution_mode = ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
    # Threads that spin for more work between clauses would take the cores from Whisper.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _spoken(voice: "PiperVoice", text: str, rate: float) -> bytes:
    from piper import SynthesisConfig

    config = SynthesisConfig(
        length_scale=voice.config.length_scale / rate,
        # It would make every clause as loud as its loudest sample allows.
        normalize_audio=False,
    )
    try:
        chunks = [chunk.audio_float_array for chunk in voice.synthesize(text, config)]
    except Exception as cause:  # whatever onnxruntime or espeak-ng may raise on a text
        raise PamError(
            "voice.failed",
            f"PAM's voice cannot say this clause: {cause}.",
            fault=Fault.BUG,
        ) from cause
    if not chunks:
        return b""
    sample_rate_hz = voice.config.sample_rate
    samples = np.concatenate([trimmed(chunk, sample_rate_hz) for chunk in chunks])
    return (evened(samples, sample_rate_hz) * INT16_MAX).astype("<i2").tobytes()
