"""The checklists: files that come with PAM, and the user's own beside them."""

import re
from pathlib import Path

from pam_core.vocabulary.checklist import Checklist
from pam_core.vocabulary.errors import Fault, PamError

SHIPPED = Path(__file__).parents[3] / "resources" / "checklists"
"""The checklists that come with PAM."""

MOST_STEPS = 200

_STEP = re.compile(r"(?:[-*+]|\d+[.)])\s+(?:\[[ xX]?\]\s*)?(?P<step>\S.*)")
_TITLE = re.compile(r"#\s+(?P<title>\S.*)")
_SECTION = re.compile(r"##")
_ALSO = re.compile(r"also called:(?P<names>.*)", re.IGNORECASE)


class ChecklistShelf:
    """Checklists by name. A file of the user's in `folder` takes the place of the one shipped.

    A checklist is a text file with a title ("# Departure"), steps ("- Chock the wheels."), and if
    need be other names ("Also called: leaving, pull out") and headings ("## Outside").
    """

    def __init__(self, folder: Path, shipped: Path = SHIPPED) -> None:
        self._folder = folder
        self._shipped = shipped

    def names(self) -> list[str]:
        """The name of each file, as it is said ("hitching up")."""
        return [_spoken(stem) for stem in sorted(self._files())]

    def find(self, name: str) -> Checklist | None:
        """The list that is called so; None where there is none.

        Raises PamError: `checklist.broken`, which names the file and the line, where that list
        cannot be read, or where none is called so and another that cannot be read may be meant.
        """
        wanted, trouble = _plain(name), None
        files = self._files()
        for stem in sorted(files, key=lambda stem: _plain(stem) != wanted):
            try:
                found = read_checklist(files[stem])
            except PamError as error:
                if _plain(stem) == wanted:
                    raise
                trouble = trouble or error
                continue
            if wanted in map(_plain, found.names):
                return found
        if trouble is not None:
            raise trouble
        return None

    def lay_out(self) -> None:
        """Copy the lists that come with PAM to the user's folder, for them to change.

        What is there already stays as it is. Raises PamError (`checklist.not_copied`).
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for path in self._shipped.glob("*.md"):
                own = self._folder / path.name
                if not own.exists():
                    own.write_bytes(path.read_bytes())
        except OSError as error:
            raise PamError(
                "checklist.not_copied",
                f"The checklists cannot be copied to {self._folder}: {error.strerror}.",
                mend="Check that the folder may be written to.",
                fault=Fault.ENVIRONMENT,
            ) from error

    def _files(self) -> dict[str, Path]:
        own = self._folder.glob("*.md") if self._folder.is_dir() else ()
        return {path.stem: path for path in (*self._shipped.glob("*.md"), *own)}


def read_checklist(path: Path) -> Checklist:
    """A checklist from its file. Raises PamError (`checklist.broken`) with the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path, 1, "it cannot be read as text") from error
    title, also, steps = "", list[str](), list[str]()
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or _SECTION.match(line):
            continue
        if found := _STEP.fullmatch(line):
            steps.append(found["step"])
        elif found := _ALSO.fullmatch(line):
            also += [name.strip(" .") for name in found["names"].split(",") if name.strip(" .")]
        elif (found := _TITLE.fullmatch(line)) and not title:
            title = found["title"]
        else:
            raise _broken(path, number, f"“{line[:40]}” is no step; steps begin with a dash")
    if not title:
        raise _broken(path, 1, "the title is missing; it begins with #")
    if not 1 <= len(steps) <= MOST_STEPS:
        raise _broken(path, len(lines), f"it has {len(steps)} steps, and 1 to {MOST_STEPS} will do")
    return Checklist(title=title, names=(_spoken(path.stem), title, *also), steps=tuple(steps))


def _broken(path: Path, line: int, why: str) -> PamError:
    return PamError(
        "checklist.broken",
        f"The checklist {path.name} has a fault in line {line}: {why}.",
        mend=f"Change the file in {path.parent}, or remove it.",
        fault=Fault.USER,
    )


def _spoken(stem: str) -> str:
    return " ".join(re.split(r"[-_\s]+", stem)).casefold()


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))
