"""Everything that is kept, written into one folder: a CSV and a JSON file for each kind."""

import asyncio
import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pam_core.vocabulary.archive import Archive
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.kept import Revision

Row = Mapping[str, Any]
TALK = "chat"

README = """\
Everything PAM kept, written on {when}.

For each kind of thing there are two files. The .csv file opens in a spreadsheet and holds what
stands: one line a thing, without what was taken back. The .json file holds the whole history: a
correction is a further revision of the same id, and "deleted" marks what was taken back.

Money is an amount and its currency; dates are year-month-day; times carry their offset from UTC.
chat is what was said and answered. Where a language model was asked, model_call is what that took,
tool_call what it had PAM do, and kept_answer what PAM may answer again without it.

{counts}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: the folder, and how many things of each kind stand in it."""

    folder: Path
    counts: Mapping[str, int]


def new_folder(files: Path, now: datetime) -> Path:
    """A folder below `files` for an export made now, of a name that is free."""
    name = f"PAM export {now:%Y-%m-%d %H.%M}"
    folder, number = files / name, 2
    while folder.exists():
        folder, number = files / f"{name} ({number})", number + 1
    return folder


async def export_everything(archive: Archive, folder: Path, now: datetime) -> Exported:
    """Write all of it, or nothing. The folder is made, or must be empty.

    Raises PamError: `export.not_empty`, `export.not_written`, `storage.…`.
    """
    histories = _by_kind(await archive.revisions())
    talk = list(await archive.exchanges())
    return await asyncio.to_thread(_write, folder, histories, talk, now)


def _by_kind(revisions: Sequence[Revision]) -> dict[str, list[Row]]:
    histories: dict[str, list[Row]] = {}
    for one in revisions:
        row = {
            "id": one.id,
            "revision": one.revision,
            "created_at": one.created_at.isoformat(),
            "deleted": one.deleted,
            **one.fields,
        }
        histories.setdefault(one.kind, []).append(row)
    return histories


def _write(
    folder: Path, histories: Mapping[str, list[Row]], talk: list[Row], now: datetime
) -> Exported:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PamError(
            "export.not_empty",
            f"{folder} is there already, and not empty.",
            mend="Name a folder that does not exist yet.",
            fault=Fault.USER,
        )
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        counts = _write_files(unfinished, histories, talk, now)
        if folder.exists():
            folder.rmdir()
        # The folder appears with everything in it, or not at all.
        unfinished.rename(folder)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise PamError(
            "export.not_written",
            f"The files could not be written to {folder}: {error.strerror}.",
            mend="Check that there is room and that the folder may be written to.",
            fault=Fault.ENVIRONMENT,
        ) from error
    return Exported(folder=folder, counts=counts)


def _write_files(
    folder: Path, histories: Mapping[str, list[Row]], talk: list[Row], now: datetime
) -> dict[str, int]:
    standing = {kind: _standing(rows) for kind, rows in histories.items()}
    if talk:
        histories, standing = {**histories, TALK: talk}, {**standing, TALK: talk}
    for kind, rows in histories.items():
        _write_json(folder / f"{kind}.json", rows)
        _write_csv(folder / f"{kind}.csv", standing[kind], _columns(rows))
    counts = {kind: len(rows) for kind, rows in standing.items()}
    lines = [f"{kind}: {many}" for kind, many in sorted(counts.items())]
    told = README.format(when=f"{now:%Y-%m-%d %H:%M}", counts="\n".join(lines) or "Nothing.")
    (folder / "README.txt").write_text(told, encoding="utf-8")
    return counts


def _standing(history: list[Row]) -> list[Row]:
    latest: dict[str, Row] = {}
    for row in history:
        if row["id"] not in latest or row["revision"] > latest[row["id"]]["revision"]:
            latest[row["id"]] = row
    return [row for row in latest.values() if not row["deleted"]]


def _write_json(path: Path, rows: list[Row]) -> None:
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _columns(history: list[Row]) -> list[str]:
    """All cells there ever were: a kind of which nothing stands keeps its headings."""
    return list(dict.fromkeys(name for row in history for name in _flat(row)))


def _write_csv(path: Path, rows: list[Row], columns: list[str]) -> None:
    # The mark tells spreadsheets that it is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(map(_flat, rows))


def _flat(row: Row) -> dict[str, Any]:
    """Cells: money and other mappings as columns of their own, lists as JSON."""
    cells: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            cells |= {_joined(name, inner): _cell(part) for inner, part in value.items()}
        else:
            cells[name] = _cell(value)
    cells.pop("deleted", None)
    return cells


def _joined(name: str, inner: str) -> str:
    return name if inner == name else f"{name}_{inner}"


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    # A cell that begins like this is a formula to a spreadsheet, and somebody else's words may.
    if isinstance(value, str) and value[:1] in ("=", "@", "\t", "\r"):
        return f"'{value}"
    return value
