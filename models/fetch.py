"""One file from the hub to the disk: resumed where it stopped, checked, then put in its place."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from models import trouble
from models.catalogue import ModelFile
from models.growing import GrowingFile

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 20.0
STALL_SECONDS = 60.0
"""A connection that brings nothing for so long is taken for broken."""


class _CutError(Exception):
    """The connection broke, or never came to be; what has arrived is kept."""


class _StaleError(Exception):
    """What had arrived does not belong to the hub's file and was thrown away."""


def download(
    url: str, target: Path, file: ModelFile, *, model: str, on_bytes: Callable[[int], None]
) -> None:
    """Bring a file, going on from its `.part` where there is one.

    A connection that breaks is taken up again as long as each attempt brings something.

    Args:
        url: where from; redirects are followed.
        target: where to; its folder exists.
        file: its size and checksum.
        model: the model's name, for error sentences.
        on_bytes: hears how many more bytes are there, those of the `.part` at once; negative where
            some were thrown away. What it raises ends the download; the `.part` stays.

    Raises:
        PamError: `model.unreachable`, `model.refused`, `model.altered`.
        OSError: the disk is full or may not be written to; the `.part` stays.
    """
    import httpx2

    timeout = httpx2.Timeout(STALL_SECONDS, connect=CONNECT_SECONDS)
    headers = {"Accept-Encoding": "identity"}
    with httpx2.Client(timeout=timeout, follow_redirects=True, headers=headers) as client:
        growing = GrowingFile(target, file, on_bytes)
        had_before = growing.size_bytes
        _grow(client, url, growing, model)
        if had_before and not growing.is_whole():
            # What lay there was perhaps from another time, so once more from nothing.
            growing.start_over()
            _grow(client, url, growing, model)
        if not growing.is_whole():
            growing.throw_away()
            raise trouble.altered(model, url)
        growing.put_in_place()


def _grow(client: "httpx2.Client", url: str, growing: GrowingFile, model: str) -> None:
    begun_again = False
    while growing.size_bytes < growing.file.size_bytes:
        before = growing.size_bytes
        reason = "the connection ended too early"
        try:
            _stream(client, url, growing, model)
        except _StaleError as stale:
            if begun_again:
                raise trouble.refused(model, 416, url) from stale
            begun_again, before = True, -1
        except _CutError as cut:
            reason = str(cut)
        if growing.size_bytes <= before:
            raise trouble.unreachable(model, reason)


def _stream(client: "httpx2.Client", url: str, growing: GrowingFile, model: str) -> None:
    import httpx2

    had = growing.size_bytes
    ask = {"Range": f"bytes={had}-"} if had else {}
    try:
        with client.stream("GET", url, headers=ask) as response:
            status = response.status_code
            if status == 416 and had:
                # The hub's file ends before ours does, so ours began with something else.
                growing.start_over()
                raise _StaleError
            goes_on = status == 206 and response.headers.get("Content-Range", "").startswith(
                f"bytes {had}-"
            )
            if status not in (200, 206) or (status == 206 and not goes_on):
                raise trouble.refused(model, status, url)
            if status == 200:
                growing.start_over()
            with growing.opened() as stream:
                for piece in response.iter_raw():
                    if not growing.add(stream, piece):
                        return
    except httpx2.TimeoutException as error:
        raise _CutError(f"{_host(url)} did not answer in time") from error
    except httpx2.ConnectError as error:
        raise _CutError(f"there is no connection to {_host(url)}") from error
    except httpx2.TransportError as error:
        raise _CutError(f"the connection to {_host(url)} broke") from error


def _host(url: str) -> str:
    return url.partition("//")[2].partition("/")[0]
