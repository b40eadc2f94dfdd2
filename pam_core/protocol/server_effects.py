"""What the server's end of a connection asks of its driver."""

from dataclasses import dataclass, field

from pam_core.protocol.frames import Command, FromServer, Hello
from pam_core.protocol.limits import Close


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFrame:
    """Send it. `text`: the frame's, where it was made already."""

    frame: FromServer
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """Learn how far the device is (`Log.standing`); answer with `standing`.

    Listen to the hub before looking, or what is committed in between is not pushed.
    """

    hello: Hello


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitCommands:
    """`Log.commit`, in this order; answer with `committed` or `not_committed`."""

    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckToken:
    """Verify a newer access token; answer with `authorised` or `refused`.

    Before the next frame is received: what follows relies on it.
    """

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSocket:
    """Close it; nothing more comes of this session."""

    code: Close


ServerEffect = SendFrame | LookUp | CommitCommands | CheckToken | CloseSocket
