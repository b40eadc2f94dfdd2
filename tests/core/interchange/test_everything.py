"""Everything that is kept, in files."""

import csv
import json
from pathlib import Path

import pytest

from pam_core.interchange.everything import export_everything, new_folder
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.kept import Revision
from tests.core.language.said_sentences import NOW
from tests.core.skills.archive_fake import ArchiveInMemory

EURO = {"amount": "4.50", "currency": "EUR"}


def revision(id: str, number: int = 1, *, deleted: bool = False, **fields: object) -> Revision:
    return Revision(
        kind=str(fields.pop("kind", "expense")),
        id=id,
        revision=number,
        created_at=NOW,
        deleted=deleted,
        fields=fields,
    )


@pytest.fixture
def archive() -> ArchiveInMemory:
    archive = ArchiveInMemory()
    archive.kept = [
        revision("a", amount=EURO, category="fuel"),
        revision("a", 2, amount=EURO, category="dining"),
        revision("b", amount=EURO, category="tolls"),
        revision("b", 2, amount=EURO, category="tolls", deleted=True),
        revision("n", kind="note", text="=1+1 “Böhm”", tags=["x", "y"], rule=None),
    ]
    archive.turns = [{"turn_id": "t", "said": "hello, PAM", "slots": {}}]
    return archive


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


async def test_a_csv_holds_what_stands(archive: ArchiveInMemory, tmp_path: Path) -> None:
    """A spreadsheet sees each thing once, as it is now, and nothing that was taken back."""
    done = await export_everything(archive, tmp_path / "out", NOW)
    assert done.counts == {"expense": 1, "note": 1, "chat": 1}
    (row,) = rows(done.folder / "expense.csv")
    assert (row["id"], row["revision"], row["category"]) == ("a", "2", "dining")
    assert (row["amount"], row["amount_currency"]) == ("4.50", "EUR")


async def test_json_holds_the_history(archive: ArchiveInMemory, tmp_path: Path) -> None:
    """Nothing is left out of the JSON: corrections and what was taken back are there."""
    await export_everything(archive, tmp_path / "out", NOW)
    told = json.loads((tmp_path / "out" / "expense.json").read_text(encoding="utf-8"))
    assert [(one["id"], one["revision"], one["deleted"]) for one in told] == [
        ("a", 1, False),
        ("a", 2, False),
        ("b", 1, False),
        ("b", 2, True),
    ]
    assert told[0]["amount"] == EURO
    assert told[0]["created_at"] == NOW.isoformat()


async def test_headings_without_lines(archive: ArchiveInMemory, tmp_path: Path) -> None:
    """A kind of which nothing stands any more still has its headings."""
    archive.kept = archive.kept[2:4]
    await export_everything(archive, tmp_path / "out", NOW)
    assert (tmp_path / "out" / "expense.csv").read_text("utf-8-sig").split(",")[0] == "id"
    assert rows(tmp_path / "out" / "expense.csv") == []


async def test_words_stay_words(archive: ArchiveInMemory, tmp_path: Path) -> None:
    """Lists are JSON in a cell; words that a spreadsheet would take for a formula are not one."""
    await export_everything(archive, tmp_path / "out", NOW)
    (row,) = rows(tmp_path / "out" / "note.csv")
    assert (row["text"], row["tags"], row["rule"]) == ("'=1+1 “Böhm”", '["x", "y"]', "")
    (told,) = json.loads((tmp_path / "out" / "note.json").read_text(encoding="utf-8"))
    assert told["text"] == "=1+1 “Böhm”"


async def test_a_readme_tells_what_is_what(archive: ArchiveInMemory, tmp_path: Path) -> None:
    """A file in the folder says what the others are."""
    await export_everything(archive, tmp_path / "out", NOW)
    told = (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    assert "written on 2026-11-23 14:00" in told
    assert "chat: 1\nexpense: 1\nnote: 1" in told


async def test_nothing_kept(tmp_path: Path) -> None:
    """Where nothing is kept, the folder says so."""
    done = await export_everything(ArchiveInMemory(), tmp_path / "out", NOW)
    assert [path.name for path in done.folder.iterdir()] == ["README.txt"]
    assert "Nothing." in (done.folder / "README.txt").read_text(encoding="utf-8")


async def test_an_empty_folder_will_do(archive: ArchiveInMemory, tmp_path: Path) -> None:
    """A folder that was made for it is used."""
    (tmp_path / "out").mkdir()
    await export_everything(archive, tmp_path / "out", NOW)
    assert (tmp_path / "out" / "chat.csv").exists()


async def test_nothing_is_overwritten(archive: ArchiveInMemory, tmp_path: Path) -> None:
    """A folder with something in it, and a file of that name, stay as they are."""
    (tmp_path / "mine.txt").write_text("mine")
    for taken in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(PamError) as caught:
            await export_everything(archive, taken, NOW)
        assert caught.value.code == "export.not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


async def test_all_or_nothing(
    archive: ArchiveInMemory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk gives out half-way, nothing is left behind."""
    written = Path.write_text

    def full(path: Path, *args: object, **options: object) -> int:
        if path.name == "README.txt":
            raise OSError(28, "No space left on device")
        return written(path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(PamError) as caught:
        await export_everything(archive, tmp_path / "out", NOW)
    assert caught.value.code == "export.not_written"
    assert "No space left on device" in caught.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_free(tmp_path: Path) -> None:
    """Exports of the same minute go into folders of their own."""
    first = new_folder(tmp_path, NOW)
    first.mkdir()
    assert (first.name, new_folder(tmp_path, NOW).name) == (
        "PAM export 2026-11-23 14.00",
        "PAM export 2026-11-23 14.00 (2)",
    )
