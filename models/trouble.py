"""What can be the matter with a model, said as PamError."""

from collections.abc import Sequence

from models.catalogue import ModelEntry
from pam_core.vocabulary.errors import Fault, PamError


def fetch_it(name: str) -> str:
    """The command that mends most of it."""
    return f"`pam models fetch {name}` brings it."


def missing(entry: ModelEntry) -> PamError:
    """The model is nowhere on this machine."""
    return PamError(
        "model.missing",
        f"The model {entry.name} is not on this machine.",
        mend=fetch_it(entry.name),
        fault=Fault.ENVIRONMENT,
    )


def in_pieces(entry: ModelEntry) -> PamError:
    """The packages that bring it are installed, but its pieces are not joined yet."""
    return PamError(
        "model.in_pieces",
        f"The model {entry.name} is installed in pieces that are not joined yet.",
        mend=f"`pam models fetch {entry.name}` joins them, without the network.",
        fault=Fault.ENVIRONMENT,
    )


def damaged(entry: ModelEntry, path: str) -> PamError:
    """A file is truncated or altered, so the model is not used."""
    return PamError(
        "model.damaged",
        f"The model {entry.name} is damaged: {path} is not the file it should be.",
        mend=f"`pam models fetch {entry.name}` brings a whole one.",
        fault=Fault.ENVIRONMENT,
    )


def unreadable(entry: ModelEntry, error: OSError) -> PamError:
    """The files are there and may not be read."""
    return PamError(
        "model.unreadable",
        f"The model {entry.name} cannot be read ({error.filename}: {error.strerror or error}).",
        mend="Check that you may read that file and the folders above it.",
        fault=Fault.ENVIRONMENT,
    )


def only_packaged(entry: ModelEntry) -> PamError:
    """There is nothing of PAM's own to remove."""
    packages = " ".join(entry.packages)
    return PamError(
        "model.packaged",
        f"The model {entry.name} came with {packages}, not through PAM.",
        mend=f"`pip uninstall {packages}` removes it.",
        fault=Fault.USER,
    )


def no_room(name: str, needed_bytes: int, free_bytes: int) -> PamError:
    """The disk has not enough room; found out before anything is written."""
    return PamError(
        "model.no_room",
        f"The model {name} needs {_mb(needed_bytes)} and the disk has {_mb(free_bytes)} free.",
        mend="Free some space, then fetch it again.",
        fault=Fault.ENVIRONMENT,
    )


def disk(name: str, error: OSError) -> PamError:
    """Writing failed: the disk filled up meanwhile, or may not be written to."""
    return PamError(
        "model.unwritable",
        f"The model {name} cannot be written to the disk ({error.strerror or error}).",
        mend="Check that the disk has room and that you may write there; what has arrived is kept "
        "where possible.",
        fault=Fault.ENVIRONMENT,
    )


def unreachable(name: str, reason: str) -> PamError:
    """The hub does not answer, or the connection broke."""
    return PamError(
        "model.unreachable",
        f"The model {name} did not arrive: {reason}.",
        mend=f"Check the connection; `pam models fetch {name}` goes on from where it stopped.",
        fault=Fault.SERVICE,
    )


def refused(name: str, status: int, url: str) -> PamError:
    """The hub answers, but not with the file."""
    return PamError(
        "model.refused",
        f"The hub does not hand out the model {name}: it answered {status} for {url}.",
        mend="Try again later; if it stays so, update PAM.",
        fault=Fault.SERVICE,
    )


def altered(name: str, url: str) -> PamError:
    """What arrived is not what the catalogue says; it has been thrown away."""
    return PamError(
        "model.altered",
        f"The model {name} arrived altered from {url} and was thrown away.",
        mend=f"Run `pam models fetch {name}` again; if it stays so, do not trust that source.",
        fault=Fault.SERVICE,
    )


def being_fetched(name: str) -> PamError:
    """Another PAM is fetching it this moment."""
    return PamError(
        "model.being_fetched",
        f"Another PAM is fetching the model {name} at this moment.",
        mend="Wait until it is done.",
        fault=Fault.USER,
    )


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f} MB"


def not_on_hub(name: str, packages: Sequence[str]) -> PamError:
    """The model's package is gone, and it comes from nowhere else."""
    return PamError(
        "model.not_on_hub",
        f"The model {name} comes with {' and '.join(packages)}, which is not whole.",
        mend=f"Install it again: pip install --force-reinstall {' '.join(packages)}",
        fault=Fault.ENVIRONMENT,
    )
