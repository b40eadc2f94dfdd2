"""A sound server of the test's own: virtual microphones and loudspeakers on a private socket."""

import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import child

PLAY_AHEAD_MS = 20
OWN_VARIABLES = ("PULSE_SINK", "PULSE_SOURCE", "PULSE_CLIENTCONFIG")
HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")


class Recording:
    """What a virtual loudspeaker plays: mono int16 PCM at 16 kHz, growing while it is recorded."""

    def __init__(self, recorder: subprocess.Popen[bytes]) -> None:
        self._recorder = recorder
        self._pcm = bytearray()
        self._lock = threading.Lock()
        self._begun = threading.Event()
        self._reader = threading.Thread(target=self._read, name="recording", daemon=True)
        self._reader.start()
        if not self._begun.wait(child.PATIENCE_SECONDS) or not self._pcm:
            self.end()
            pytest.fail("the virtual loudspeaker's recorder gave no sound")

    @property
    def pcm(self) -> bytes:
        """All that was recorded so far, whole samples only."""
        with self._lock:
            return bytes(self._pcm[: len(self._pcm) // 2 * 2])

    def _read(self) -> None:
        assert self._recorder.stdout is not None
        while block := os.read(self._recorder.stdout.fileno(), 65536):
            with self._lock:
                self._pcm += block
            self._begun.set()
        self._begun.set()

    def end(self) -> None:
        """Stop recording and keep what was heard."""
        if self._recorder.poll() is None:
            self._recorder.terminate()
        self._reader.join(child.PATIENCE_SECONDS)
        child.end(self._recorder)


class VirtualSound:
    """A private PulseAudio with a loudspeaker `speaker` and a microphone `mic`.

    What is played into the sink `mic_feed` is what the microphone hears. More devices can be
    plugged in and any can be unplugged. Beware: with the only loudspeaker unplugged, PulseAudio
    takes a microphone's feed for one; start it with `microphones=()` to have no output at all.
    """

    def __init__(
        self, *, microphones: Sequence[str] = ("mic",), loudspeakers: Sequence[str] = ("speaker",)
    ) -> None:
        self._folder = child.short_folder("pam-sound-")
        self._socket = self._folder / "native"
        self._modules: dict[str, list[str]] = {}
        self._children: list[subprocess.Popen[bytes]] = []
        self._microphones = tuple(microphones)
        self._loudspeakers = tuple(loudspeakers)
        self._server: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a program to this server and to no other."""
        return {
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_RUNTIME_PATH": str(self._folder),
            "PULSE_STATE_PATH": str(self._folder / "state"),
            "PULSE_COOKIE": str(self._folder / "cookie"),
        }

    @property
    def log(self) -> str:
        """What the server wrote, for a failed test's message."""
        path = self._folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Start the server (again, after `kill`) with its first devices."""
        assert self._server is None
        self._socket.unlink(missing_ok=True)
        script = self._folder / "start.pa"
        doorway = f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}"
        script.write_text(f".fail\nload-module {doorway}\n")
        command = [child.program("pulseaudio", "pulseaudio"), "-n", "-F", str(script)]
        command += ["--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        command += ["--disable-shm=yes", "--realtime=no", "--high-priority=no"]
        command += [f"--log-target=file:{self._folder}/log", "--log-level=info"]
        # Nothing of the user's is read, written or spoken to.
        private = {name: str(self._folder) for name in HOMES}
        private["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={self._folder}/no-bus"
        self._server = child.start(command, environment=self._whole_environment() | private)
        self._wait_until_up()
        self._modules.clear()
        for name in self._loudspeakers:
            self.plug_loudspeaker(name)
        for name in self._microphones:
            self.plug_microphone(name)
        if self._loudspeakers:
            self.set_default_loudspeaker(self._loudspeakers[0])
        if self._microphones:
            self.set_default_microphone(self._microphones[0])

    def _wait_until_up(self) -> None:
        assert self._server is not None
        # The socket's file is there before the server listens: only an answered knock counts.
        pause = threading.Event()
        for _ in range(int(child.PATIENCE_SECONDS / 0.01)):
            if self._answers():
                return
            if self._server.poll() is not None:
                break
            pause.wait(0.01)
        self.stop()
        pytest.fail("the private PulseAudio did not start")

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as door:
            try:
                door.connect(str(self._socket))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
        return True

    def _whole_environment(self) -> dict[str, str]:
        whole = {name: value for name, value in os.environ.items() if name not in OWN_VARIABLES}
        return whole | self.environment

    def pactl(self, *words: str) -> str:
        """Run one `pactl` command on this server; gives what it printed."""
        done = subprocess.run(
            [child.program("pactl", "pulseaudio-utils"), *words],
            env=self._whole_environment(),
            capture_output=True,
            text=True,
            timeout=child.PATIENCE_SECONDS,
        )
        if done.returncode != 0:
            pytest.fail(f"pactl {' '.join(words)}: {done.stderr.strip()}\n{self.log}")
        return done.stdout.strip()

    # Devices

    def plug_microphone(self, name: str = "mic") -> None:
        """Plug a microphone in; what is played into its sink `<name>_feed` is what it hears."""
        feed = self._load_sink(f"{name}_feed", channels=1)
        label = name.replace("_", "-")
        source = self.pactl(
            "load-module",
            "module-remap-source",
            f"source_name={name}",
            f"master={name}_feed.monitor",
            "channels=1",
            f"source_properties=device.description={label}",
        )
        self._modules[name] = [source, feed]

    def unplug_microphone(self, name: str = "mic") -> None:
        """Pull a microphone out."""
        self._unload(name)

    def plug_loudspeaker(self, name: str = "speaker") -> None:
        """Plug a loudspeaker in."""
        self._modules[name] = [self._load_sink(name, channels=2)]

    def unplug_loudspeaker(self, name: str = "speaker") -> None:
        """Pull a loudspeaker out."""
        self._unload(name)

    def set_default_microphone(self, name: str) -> None:
        """Choose the system's microphone, as a user does in the desktop's settings."""
        self.pactl("set-default-source", name)

    def set_default_loudspeaker(self, name: str) -> None:
        """Choose the system's loudspeaker."""
        self.pactl("set-default-sink", name)

    def echo(self, *, loudspeaker: str = "speaker", microphone: str = "mic", gain: float) -> None:
        """Let a microphone hear a loudspeaker, `gain` (0-1, PulseAudio's volume scale) as loud."""
        module = self.pactl(
            "load-module",
            "module-loopback",
            f"source={loudspeaker}.monitor",
            f"sink={microphone}_feed",
            "latency_msec=80",
            "adjust_time=0",
            "source_dont_move=true",
            "sink_dont_move=true",
        )
        self._modules[f"echo of {loudspeaker} in {microphone}"] = [module]
        playing = self.pactl("list", "short", "sink-inputs").splitlines()[-1].split()[0]
        self.pactl("set-sink-input-volume", playing, f"{gain:.0%}")

    def _load_sink(self, name: str, *, channels: int) -> str:
        # Rewinds of a null sink delay the first block by up to 1.8 s.
        label = name.replace("_", "-")
        return self.pactl(
            "load-module",
            "module-null-sink",
            f"sink_name={name}",
            "rate=48000",
            f"channels={channels}",
            "norewinds=1",
            f"sink_properties=device.description={label}",
        )

    def _unload(self, name: str) -> None:
        for module in self._modules.pop(name):
            self.pactl("unload-module", module)

    # Sound

    def play_into_microphone(
        self, sound: bytes | Path, *, microphone: str = "mic", rate_hz: int = 16_000
    ) -> None:
        """Let a microphone hear a WAV file, or mono int16 PCM, in real time; returns at its end."""
        player = self.begin_playing_into_microphone(sound, microphone=microphone, rate_hz=rate_hz)
        if player.wait(600) != 0:
            pytest.fail(f"playing into the virtual microphone failed\n{self.log}")

    def begin_playing_into_microphone(
        self, sound: bytes | Path, *, microphone: str = "mic", rate_hz: int = 16_000
    ) -> subprocess.Popen[bytes]:
        """The same, in the background; the player may be waited for, and is ended at the end."""
        command = [f"--device={microphone}_feed", f"--latency-msec={PLAY_AHEAD_MS}"]
        if isinstance(sound, bytes):
            path = self._folder / f"sound-{len(self._children)}.raw"
            path.write_bytes(sound)
            command += ["--raw", "--format=s16le", "--channels=1", f"--rate={rate_hz}", str(path)]
        else:
            command.append(str(sound))
        player = child.start(
            [child.program("paplay", "pulseaudio-utils"), *command],
            environment=self._whole_environment(),
        )
        self._children.append(player)
        return player

    @contextmanager
    def record_loudspeaker(self, name: str = "speaker") -> Iterator[Recording]:
        """Record what a loudspeaker plays, silence included, for as long as the block lasts."""
        command = [child.program("parec", "pulseaudio-utils"), f"--device={name}.monitor"]
        command += ["--rate=16000", "--channels=1", "--format=s16le", "--raw", "--latency-msec=5"]
        recorder = child.start(
            command, environment=self._whole_environment(), stdout=subprocess.PIPE
        )
        self._children.append(recorder)
        recording = Recording(recorder)
        try:
            yield recording
        finally:
            recording.end()

    # Mishaps

    def kill(self) -> None:
        """The server dies without a word; `start` brings it back with its first devices."""
        assert self._server is not None
        self._server.kill()
        child.end(self._server)
        self._server = None

    def freeze(self) -> None:
        """The server stops answering."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """The server goes on where it stopped."""
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End the server and everything that plays or records on it; idempotent."""
        if self._server is not None:
            self.thaw()
        for player in self._children:
            child.end(player)
        self._children.clear()
        if self._server is not None:
            child.end(self._server)
            self._server = None
        shutil.rmtree(self._folder, ignore_errors=True)
