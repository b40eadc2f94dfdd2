"""The models on this machine: found, fetched, checked and removed."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from models import trouble
from models.catalogue import Catalogue, ModelEntry, ModelFile, shipped_catalogue
from models.checksums import Checksums
from models.fetch import download
from models.growing import GrowingFile, part_of
from models.lock import held
from models.packages import FindModule, installed_module, pieces
from models.shelf import ModelState, Shelf, size_of

HUB = "https://huggingface.co"

RESERVE_BYTES = 50_000_000
"""What must stay free: a disk filled to the brim would lose the user's next expense."""

OnProgress = Callable[[int, int], None]
"""Hears bytes done and bytes in all; what it raises stops the fetching, which can be resumed."""


class ModelStore:
    """The models in `folder` and in installed packages; the packages come first.

    Blocking; safe to use from several threads.

    Args:
        folder: the user's models; made when something is fetched.
        catalogue: which models there are.
        hub: where models come from that no package brings.
        find_module: finds the folder of an installed package.
        free_bytes: how much room there is on the disk of a folder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        catalogue: Catalogue | None = None,
        hub: str = HUB,
        find_module: FindModule = installed_module,
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        self.folder = folder
        self.catalogue = catalogue or shipped_catalogue()
        self._hub = hub.rstrip("/")
        self._find_module = find_module
        self._free_bytes = free_bytes
        self._checksums = Checksums(folder / "checked.json")
        self._shelf = Shelf(folder, self._checksums, find_module)

    def list(self) -> Sequence[ModelState]:
        """Every model of the catalogue, without reading any of them."""
        return [self.state(entry.name) for entry in self.catalogue.entries]

    def state(self, name: str) -> ModelState:
        """What is there of one model, without reading it. Raises PamError (`model.unknown`)."""
        return self._shelf.state(self.catalogue.entry(name))

    def locate(self, name: str) -> Path:
        """Where a whole model is: the file a program opens, or the folder where it opens that.

        A file not seen before, or changed since, is read once (a quarter of a second for 75 MB).

        Raises:
            PamError: `model.unknown`, `model.missing`, `model.in_pieces`, `model.damaged`,
                `model.unreadable`.
        """
        return self._whole(self.catalogue.entry(name), afresh=False)

    def verify(self, name: str) -> Path:
        """The same as `locate`, but everything is read again, whatever was found before."""
        return self._whole(self.catalogue.entry(name), afresh=True)

    def fetch(self, name: str, on_progress: OnProgress = lambda done, total: None) -> Path:
        """Make a model ready: from installed packages where they have it, else from the hub.

        Where it is ready already nothing happens. What arrived before a break is kept and gone on
        from.

        Returns:
            The same as `locate`.

        Raises:
            PamError: `model.unknown`, `model.no_room`, `model.unwritable`, `model.unreachable`,
                `model.refused`, `model.altered`, `model.being_fetched`.
        """
        entry = self.catalogue.entry(name)
        ready = self._shelf.find_whole(entry)
        if ready:
            return _opening(entry, ready)
        own = self._shelf.own_folder(entry)
        try:
            own.mkdir(parents=True, exist_ok=True)
            with held(own / ".lock") as is_ours:
                if not is_ours:
                    raise trouble.being_fetched(entry.name)
                self._bring_all(entry, own, on_progress)
        except OSError as error:
            raise trouble.disk(entry.name, error) from error
        return self.locate(name)

    def remove(self, name: str) -> int:
        """Delete a model from the user's folder; what came as a package stays.

        Returns:
            How many bytes became free.

        Raises:
            PamError: `model.packaged`, `model.missing` where there is nothing to remove,
                `model.unwritable`.
        """
        entry = self.catalogue.entry(name)
        own = self._shelf.own_folder(entry)
        paths = self._shelf.own_paths(entry)
        freed = sum(size_of(path) or 0 for path in paths)
        if not any(path.exists() for path in paths):
            if self.state(name).packaged:
                raise trouble.only_packaged(entry)
            raise trouble.missing(entry)
        try:
            for path in (*paths, own / ".lock"):
                path.unlink(missing_ok=True)
            if not any(own.iterdir()):
                own.rmdir()
        except OSError as error:
            raise trouble.disk(entry.name, error) from error
        return freed

    def _bring_all(self, entry: ModelEntry, own: Path, on_progress: OnProgress) -> None:
        total = entry.size_bytes
        wanted = [
            file for file in entry.files if not self._checksums.is_whole(own / file.name, file)
        ]
        done = total - sum(file.size_bytes for file in wanted)
        needed = sum(file.size_bytes - (size_of(part_of(own / file.name)) or 0) for file in wanted)
        free = self._free_bytes(own)
        if free < needed + RESERVE_BYTES:
            raise trouble.no_room(entry.name, needed + RESERVE_BYTES, free)

        def on_bytes(more: int) -> None:
            nonlocal done
            done += more
            on_progress(min(done, total), total)

        on_bytes(0)
        for file in wanted:
            target = own / file.name
            if not self._join(file, target, on_bytes):
                if not file.hub:
                    raise trouble.not_on_hub(entry.name, entry.packages)
                url = f"{self._hub}/{entry.repository}/resolve/{entry.revision}/{file.hub}"
                download(url, target, file, model=entry.name, on_bytes=on_bytes)
            self._checksums.note(target, file)

    def _join(self, file: ModelFile, target: Path, on_bytes: Callable[[int], None]) -> bool:
        """Put the file together from installed packages; False where they do not have it whole."""
        found = pieces(file, self._find_module)
        if sum(size_of(piece) or 0 for piece in found) != file.size_bytes:
            return False
        growing = GrowingFile(target, file, on_bytes)
        growing.start_over()
        growing.add_all(found)
        if not growing.is_whole():
            growing.throw_away()
            return False
        growing.put_in_place()
        return True

    def _whole(self, entry: ModelEntry, *, afresh: bool) -> Path:
        folder = self._shelf.find_whole(entry, afresh=afresh)
        if folder:
            return _opening(entry, folder)
        raise self._shelf.why_not(entry)


def _opening(entry: ModelEntry, folder: Path) -> Path:
    return folder / entry.opens if entry.opens else folder
