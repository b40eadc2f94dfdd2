"""Passwords as argon2 hashes, made by few threads so that a flood of sign-ins eats no memory."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

from pam_core.vocabulary.errors import Fault, PamError

T = TypeVar("T")

LEAST_CHARACTERS = 8
MOST_CHARACTERS = 1000
THREADS = 2
"""Each hash takes 64 MiB while it is made."""
MOST_WAITING = 64
"""At about 15 hashes a second, whoever came after these would wait for more than four seconds."""


def normal(password: str) -> str:
    """The same password however a keyboard composed its letters (NFKC).

    Raises:
        PamError: `account.password` for one too short, too long or of broken characters.
    """
    composed = unicodedata.normalize("NFKC", password)
    sound = composed.encode("utf-8", "ignore").decode("utf-8") == composed
    if not sound or not LEAST_CHARACTERS <= len(composed) <= MOST_CHARACTERS:
        raise PamError(
            "account.password",
            f"A password has {LEAST_CHARACTERS} to {MOST_CHARACTERS:,} characters.",
            fault=Fault.USER,
        )
    return composed


class Passwords:
    """Makes and checks hashes off the event loop.

    `hasher` has RFC 9106's second profile (64 MiB, three passes) unless a test wants it cheap.
    """

    def __init__(self, hasher: PasswordHasher | None = None, threads: int = THREADS) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._pool = ThreadPoolExecutor(threads, "passwords")
        self._waiting = 0
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """A hash with its own salt and parameters. Raises PamError as `normal`, or `busy`."""
        composed = normal(password)
        return await self._in_pool(lambda: self._hasher.hash(composed))

    async def fits(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one's.

        None (nobody has that address) takes as long as a wrong password and is never right.
        Raises PamError `busy`.
        """
        try:
            composed = normal(password)
        except PamError:
            composed, stored = "x" * LEAST_CHARACTERS, None
        return await self._in_pool(lambda: self._verify(stored, composed))

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _verify(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored or self._decoy(), password)
        except (VerifyMismatchError, InvalidHashError, VerificationError):
            return False
        return stored is not None

    def _decoy(self) -> str:
        self._nobodys = self._nobodys or self._hasher.hash(secrets.token_hex(16))
        return self._nobodys

    async def _in_pool(self, work: Callable[[], T]) -> T:
        if self._waiting >= MOST_WAITING:
            raise PamError(
                "busy",
                "Too many people are signing in at this moment.",
                mend="Try again in a few seconds.",
                fault=Fault.ENVIRONMENT,
            )
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1
