"""The processes that serve: uvicorn with what pam.v1 asks of it, one or several."""

import json
import logging
import os
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from pam_core.protocol.limits import FRAME_BYTES
from pam_core.vocabulary.errors import Fault, PamError
from pam_server.settings import ServerSettings, load_settings

if TYPE_CHECKING:
    from pam_server.app import Server

STOP_SECONDS = 10
"""How long a request may go on after the server was asked to end; desktops come back (1012)."""
BACKLOG = 8192
"""Connections that may wait to be accepted: a herd comes back all at once."""

SWITCH_SECONDS = 0.0005
"""How long a thread keeps the interpreter while another asks for it. The thread that writes asks
after every statement; with Python's own 5 ms the loop would keep a transaction open so long."""


def serve(*, host: str | None = None, port: int | None = None, workers: int | None = None) -> int:
    """Serve until asked to end; the exit code. Raises PamError (`settings.…`, `storage.…`)."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from pam_server.lines import tear_unread

    # The other processes read their settings where this one does.
    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            os.environ[f"PAM_SERVER_{name}"] = str(value)
    settings = load_settings()
    check(settings)
    begin_logging(settings)
    config = uvicorn.Config("pam_server.serving:application", **options(settings))
    listening = config.bind_socket()
    tear_unread(listening)
    if settings.workers > 1:
        Multiprocess(config, sockets=[listening]).run()
        return 0
    server = uvicorn.Server(config)
    server.run(sockets=[listening])
    return 0 if server.started else 1


def application() -> "Server":
    """What each process serves, with the settings of the environment."""
    from pam_server.app import application as wired

    # A worker is a program of its own, which has told nobody yet how to log.
    begin_logging(load_settings())
    sys.setswitchinterval(SWITCH_SECONDS)
    return wired()


def options(settings: ServerSettings) -> dict[str, Any]:
    """What uvicorn is told; tests serve with the same."""
    return {
        "factory": True,
        "host": settings.host,
        "port": settings.port,
        "workers": settings.workers,
        "loop": "uvloop" if os.name != "nt" else "asyncio",
        "http": "pam_server.lines:PatientHttp",
        "ws": "pam_server.lines:BoundedSocket",
        "ws_max_size": FRAME_BYTES,
        # Heartbeats are pam.v1's own; deflate would cost 64 KiB and more a connection.
        "ws_ping_interval": None,
        "ws_per_message_deflate": False,
        "lifespan": "on",
        # uvicorn's lines name the address asked for, and with it the user.
        "access_log": False,
        "log_config": None,
        "log_level": "warning",
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": ",".join(settings.trusted_proxies) or None,
        "server_header": False,
        "backlog": BACKLOG,
        "timeout_graceful_shutdown": STOP_SECONDS,
    }


def check(settings: ServerSettings) -> None:
    """Raises PamError `settings.workers` where several processes would not hear of one another."""
    if settings.workers == 1:
        return
    if settings.database.startswith("sqlite") or not settings.redis:
        raise PamError(
            "settings.workers",
            "Several workers need PostgreSQL and Redis.",
            mend="Set PAM_SERVER_DATABASE_URL and PAM_SERVER_REDIS_URL, or one worker.",
            fault=Fault.USER,
        )


def begin_logging(settings: ServerSettings) -> None:
    """Lines to standard error, where systemd and containers look for them."""
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # These name addresses, and with them users, or tell every statement.
    for name in ("uvicorn", "httpx2", "httpcore2", "sqlalchemy", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


def is_healthy() -> bool:
    """Ask the server on this machine whether it can take work."""
    settings = load_settings()
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.port}/readyz", timeout=5) as answer:
            return bool(json.load(answer)["status"] == "ready")
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return False
