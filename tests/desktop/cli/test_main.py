"""The entry point: which command, how errors are said, how quickly it answers."""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

import pam_desktop.cli.commands as commands
from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.cli import main as main_module
from pam_desktop.cli.main import main

HEAVY = {
    "PySide6",
    "audio",
    "ctranslate2",
    "faster_whisper",
    "httpx2",
    "numpy",
    "onnxruntime",
    "piper",
    "sounddevice",
    "sqlite_utils",
    "sqlite3",
}

PROGRAM = """\
import contextlib, io, json, sys
from pam_desktop.cli.main import main
with contextlib.redirect_stdout(io.StringIO()) as out:
    code = main(sys.argv[1:])
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def loaded_by(tmp_path: Path, *given: str) -> set[str]:
    environment = {**os.environ, "PAM_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *given],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    code, names = json.loads(done.stdout)
    assert code == 0
    return set(names)


def test_version_loads_next_to_nothing(tmp_path: Path) -> None:
    """`pam --version` loads nothing heavy, not even pydantic: it answers at once."""
    assert not loaded_by(tmp_path, "--version") & {*HEAVY, "pydantic", "platformdirs"}


def test_parse_loads_no_senses(tmp_path: Path) -> None:
    """`pam parse` is for scripts: no sound, no window, no model, no database."""
    given = ["parse", "how much did I spend on fuel"]
    assert not loaded_by(tmp_path, *given) & {*HEAVY, "pydantic"}


def test_overview_loads_no_senses() -> None:
    """Looking at every command for `pam --help` loads nothing heavy either."""
    there = tuple(
        name for name in commands.COMMANDS if (Path(commands.__path__[0]) / f"{name}.py").exists()
    )
    program = (
        f"import importlib\nfor n in {there}: importlib.import_module('{commands.__name__}.'+n)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{program}import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert len(there) > 3
    assert not {name.partition(".")[0] for name in done.stdout.split()} & {*HEAVY, "pydantic"}


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`pam --version` names the program and its version."""
    assert main(["--version"]) == 0
    assert re.fullmatch(r"pam \d+\.\d+\.\d+\n", capsys.readouterr().out)


Put = Callable[[Callable[[argparse.Namespace], int]], None]


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Put:
    """Puts something in the place of every command's `run`."""

    def place(run: Callable[[argparse.Namespace], int]) -> None:
        def add_arguments(parser: argparse.ArgumentParser) -> None:
            parser.add_argument("words", nargs="*")
            parser.add_argument("--json", action="store_true")

        command = SimpleNamespace(HELP="stand in", add_arguments=add_arguments, run=run)
        monkeypatch.setattr(main_module, "load", lambda name: command)

    return place


@pytest.mark.parametrize(
    ("given", "words", "overrides"),
    [
        (["ask", "a", "b"], ["a", "b"], []),
        (["--set", "x.y=1", "ask", "a", "--set", "z.w=2"], ["a"], ["x.y=1", "z.w=2"]),
        (["--set=x.y=1", "--verbose", "ask", "talk"], ["talk"], ["x.y=1"]),
        (["--settings", "ask", "ask", "ask"], ["ask"], []),
        (["--verbose"], [], []),
        ([], [], []),
    ],
)
def test_command_is_found(
    put: Put, given: Sequence[str], words: list[str], overrides: list[str]
) -> None:
    """Common options may stand before and behind the command; without one it is `run`."""
    seen: list[argparse.Namespace] = []

    def run(arguments: argparse.Namespace) -> int:
        seen.append(arguments)
        return 0

    put(run)
    assert main(given) == 0
    assert (seen[0].words, seen[0].overrides) == (words, overrides)


def test_default_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """`pam` alone opens the window."""
    asked: list[str] = []

    def load(name: str) -> SimpleNamespace:
        asked.append(name)
        return SimpleNamespace(HELP="h", add_arguments=lambda parser: None, run=lambda a: 0)

    monkeypatch.setattr(main_module, "load", load)
    main([])
    main(["talk"])
    assert asked == ["run", "talk"]


def test_unknown_command(capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped command is told what was meant and changes nothing."""
    assert main(["modles"]) == 2
    assert "did you mean models?" in capsys.readouterr().err


def test_unknown_option() -> None:
    """An option that does not exist, or is cut short, is not guessed at."""
    with pytest.raises(SystemExit) as caught:
        main(["models", "--js"])
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Fault.USER, 2), (Fault.ENVIRONMENT, 3), (Fault.SERVICE, 4), (Fault.BUG, 70)],
)
def test_error(put: Put, capsys: pytest.CaptureFixture[str], fault: Fault, code: int) -> None:
    """An error is one sentence with its mend on stderr, and the exit code of its fault."""

    def run(arguments: argparse.Namespace) -> int:
        raise PamError("a.b", "It is broken.", mend="Mend it.", fault=fault)

    put(run)
    assert main(["ask"]) == code
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "pam: It is broken. Mend it.\n")
    assert main(["ask", "--json"]) == code
    told = capsys.readouterr()
    assert json.loads(told.out)["error"] == {
        "code": "a.b",
        "sentence": "It is broken.",
        "mend": "Mend it.",
        "fault": str(fault),
    }
    assert told.err == ""


def test_interrupted(put: Put) -> None:
    """Ctrl+C ends quietly with the code a shell expects."""

    def run(arguments: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    put(run)
    assert main(["ask"]) == 130


def test_own_fault(
    put: Put,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A fault of PAM's own is said in a sentence; the log knows where, not what the user said."""

    def run(arguments: argparse.Namespace) -> int:
        raise ValueError(" ".join(arguments.words))

    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    put(run)
    assert main(["ask", "my", "secret"]) == 70
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "ValueError" in told
    written = (tmp_path / "log" / "pam.log").read_text()
    assert "test_main.py" in written
    assert "my secret" not in written + told


def test_reader_has_gone(tmp_path: Path) -> None:
    """Piping into something that stops reading ends quietly."""
    environment = {**os.environ, "PAM_HOME": str(tmp_path)}
    program = "import sys; from pam_desktop.cli.main import main; sys.exit(main())"
    child = subprocess.Popen(
        [sys.executable, "-c", program, "settings"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout and child.stderr
    child.stdout.close()
    told = child.stderr.read()
    child.stderr.close()
    assert child.wait(60) == 141
    assert told == b""


def test_every_module_is_in_the_table() -> None:
    """A command that nobody can choose is a mistake, and so is a name without a command."""
    folder = Path(commands.__path__[0])
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(commands.COMMANDS)


@pytest.mark.parametrize("name", commands.COMMANDS)
def test_convention(name: str) -> None:
    """Every command has a line of help, takes arguments, and tells more with --help."""
    command = commands.load(name)
    assert command.HELP[0].islower() and not command.HELP.endswith(".")
    assert callable(command.run)
    with pytest.raises(SystemExit) as caught:
        main([name, "--help"])
    assert caught.value.code == 0


def test_overview(capsys: pytest.CaptureFixture[str]) -> None:
    """`pam --help` names every command."""
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(re.search(rf"^  {name} ", told, re.MULTILINE) for name in commands.COMMANDS)
