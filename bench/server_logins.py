"""Ten thousand users who are signed in, made without ten thousand passwords."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.server_stage import pam_environment
from pam_core.vocabulary.identity import new_id

AT_ONCE = 500
ACCESS_MINUTES = 120
"""The longest a token may live: none ends while it is measured."""


def logins_of(folder: Path, many: int) -> Sequence[Mapping[str, str]]:
    """Users in the database of the server in that folder: user_id, token and device of each."""
    folder.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_made(folder, many))


async def _made(folder: Path, many: int) -> list[dict[str, str]]:
    from pam_server.identity.access_tokens import AccessTokens
    from pam_server.identity.key_ring import KeyRing
    from pam_server.identity.sessions import Sessions
    from pam_server.settings import load_settings
    from pam_server.store import accounts
    from pam_server.store.accounts import User
    from pam_server.store.database import Database

    settings = load_settings({**os.environ, **pam_environment(folder)})
    lifetime = timedelta(minutes=ACCESS_MINUTES)
    database = Database(settings.database)
    await database.open()
    try:
        sessions = Sessions(database, _now, timedelta(days=1), lambda user, session: None)
        ring = KeyRing(database, _now, lifetime)
        access = AccessTokens(keys=ring, issuer=settings.issuer, lifetime=lifetime, clock=_now)

        async def one() -> dict[str, str]:
            user = User(user_id=new_id(_now()), created_at=_now(), email=f"{new_id(_now())}@b.test")
            await database.write(lambda connection: accounts.add(connection, user))
            begun = await sessions.begin(user.user_id, "bench")
            return {
                "user_id": user.user_id,
                "token": await access.make(user.user_id, begun.session),
                "device": new_id(_now()),
            }

        made: list[dict[str, str]] = []
        while len(made) < many:
            made += await asyncio.gather(*(one() for _ in range(min(AT_ONCE, many - len(made)))))
        return made
    finally:
        await database.close()


def _now() -> datetime:
    return datetime.now(UTC)
