"""All the server has of a user as one JSON text, written while it is read: it may be long."""

import json
from collections.abc import AsyncIterator
from typing import Any

from pam_server.store import export
from pam_server.store.database import Database


async def written(
    database: Database, user_id: str, account: dict[str, Any]
) -> AsyncIterator[bytes]:
    """Pieces of the text: `account` as it is given, then every table's rows under its name.

    Raises PamError (`storage.…`).
    """
    yield b'{"account":' + _text(account)
    for name in export.EXPORTED:
        yield b"," + _text(name) + b":["
        after: Any = ()
        comma = b""
        while True:
            rows, after = await database.read(
                lambda connection, name=name, after=after: export.page(  # type: ignore[misc]
                    connection, name, user_id, after
                )
            )
            for row in rows:
                yield comma + _text(row)
                comma = b","
            if not after:
                break
        yield b"]"
    yield b"}"


def _text(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()
