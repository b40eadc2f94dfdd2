"""A small file that only a passphrase opens: where the sign-in is kept without a keyring."""

import hashlib
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pam_core.vocabulary.errors import Fault, PamError

SCRYPT_N = 1 << 16
"""64 MiB and some 0.2 s for each try, with SCRYPT_R of 8 (RFC 7914)."""

SCRYPT_R = 8
MOST_SCRYPT_N = 1 << 18
"""A file that asks for more is not one of ours: it could take all of the memory."""

LEAST_CHARACTERS = 8
MOST_BYTES = 64 * 1024
_LABEL = b"PAM sign-in 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lock:
    """How the key is made of the passphrase."""

    salt: bytes
    n: int

    def key(self, passphrase: str) -> bytes:
        return hashlib.scrypt(
            passphrase.encode(),
            salt=self.salt,
            n=self.n,
            r=SCRYPT_R,
            p=1,
            maxmem=256 * self.n * SCRYPT_R,
            dklen=32,
        )


class SealedFile:
    """The `Safe` port on a file; scrypt and ChaCha20-Poly1305. Every method blocks.

    The passphrase itself is not kept: what it made is, in memory alone, as long as PAM runs.
    """

    def __init__(self, path: Path, *, n: int = SCRYPT_N) -> None:
        self.path = path
        self._n = n
        self._lock: _Lock | None = None
        self._key: bytes | None = None

    @property
    def is_there(self) -> bool:
        """Whether there is such a file."""
        return self.path.exists()

    @property
    def is_open(self) -> bool:
        """Whether the passphrase was given."""
        return self._key is not None

    def unlock(self, passphrase: str) -> None:
        """Open the file, or settle what a new one will be sealed with.

        Raises:
            PamError: `account.wrong_passphrase`, `account.short_passphrase`,
                `account.unreadable_file`, `account.damaged_file`.
        """
        if self.is_there:
            lock, sealed = self._read()
            key = lock.key(passphrase)
            self._unsealed(key, lock, sealed)
        else:
            if len(passphrase) < LEAST_CHARACTERS:
                raise PamError(
                    "account.short_passphrase",
                    f"A passphrase has at least {LEAST_CHARACTERS} characters.",
                    mend="Choose a longer one: whoever has the file can try as many as they like.",
                    fault=Fault.USER,
                )
            lock = _Lock(salt=secrets.token_bytes(16), n=self._n)
            key = lock.key(passphrase)
        self._lock, self._key = lock, key

    def get(self, name: str) -> str | None:
        """What is kept under a name, None where nothing is."""
        return self._all().get(name)

    def put(self, name: str, key: str) -> None:
        """Keep it in place of the one before; the file is the old one or the new one, whole."""
        self._write({**self._all(), name: key})

    def remove(self, name: str) -> bool:
        """Forget it; whether there was one. With the last one the file goes, unread if need be."""
        if not self.is_open:
            return self._give_up()
        kept = dict(self._all())
        was_there = kept.pop(name, None) is not None
        if kept:
            self._write(kept)
        else:
            self._give_up()
        return was_there

    def _give_up(self) -> bool:
        """Take the whole file away: what cannot be opened must not keep a sign-out from coming."""
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise self._trouble("account.unwritable_file", "remove", error) from error
        return True

    def _all(self) -> Mapping[str, str]:
        if self._key is None or self._lock is None:
            raise sealed_shut()
        if not self.is_there:
            return {}
        lock, sealed = self._read()
        if lock != self._lock:
            # Another PAM has sealed it anew: with which passphrase only the user knows.
            self._key = None
            raise sealed_shut()
        return self._unsealed(self._key, lock, sealed)

    def _unsealed(self, key: bytes, lock: _Lock, sealed: bytes) -> Mapping[str, str]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        try:
            text = ChaCha20Poly1305(key).decrypt(sealed[:12], sealed[12:], _LABEL + lock.salt)
        except InvalidTag as error:
            raise PamError(
                "account.wrong_passphrase",
                "That passphrase does not open the file with your sign-in.",
                mend="Try again; where it is lost, `pam logout` and `pam login` begin anew, and "
                "nothing that you have told PAM is lost.",
                fault=Fault.USER,
            ) from error
        kept: dict[str, str] = json.loads(text)
        return kept

    def _write(self, kept: Mapping[str, str]) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        if self._key is None or self._lock is None:
            raise sealed_shut()
        nonce = secrets.token_bytes(12)
        text = json.dumps(kept).encode()
        sealed = nonce + ChaCha20Poly1305(self._key).encrypt(nonce, text, _LABEL + self._lock.salt)
        told = {"pam": 1, "n": self._lock.n, "salt": _text(self._lock.salt), "is": _text(sealed)}
        try:
            _replace(self.path, json.dumps(told).encode())
        except OSError as error:
            raise self._trouble("account.unwritable_file", "write", error) from error

    def _read(self) -> tuple[_Lock, bytes]:
        try:
            with self.path.open("rb") as file:
                text = file.read(MOST_BYTES)
        except OSError as error:
            raise self._trouble("account.unreadable_file", "read", error) from error
        try:
            told: Any = json.loads(text)
            lock = _Lock(salt=b64decode(told["salt"]), n=int(told["n"]))
            sealed = b64decode(told["is"])
            fits = 2 <= lock.n <= MOST_SCRYPT_N and lock.n & (lock.n - 1) == 0 and len(sealed) > 28
        except (ValueError, TypeError, KeyError) as error:
            raise self._damaged() from error
        if not fits:
            raise self._damaged()
        return lock, sealed

    def _damaged(self) -> PamError:
        return PamError(
            "account.damaged_file",
            f"The file with your sign-in is damaged ({self.path}).",
            mend="`pam logout` removes it; then sign in again. Everything else stays.",
            fault=Fault.ENVIRONMENT,
        )

    def _trouble(self, code: str, verb: str, error: OSError) -> PamError:
        return PamError(
            code,
            f"PAM cannot {verb} {self.path} ({error.strerror}).",
            mend="Check that the file is yours and that the disk is not full.",
            fault=Fault.ENVIRONMENT,
        )


def sealed_shut() -> PamError:
    """The file waits for its passphrase."""
    return PamError(
        "account.sealed",
        "Your sign-in is in a file that waits for its passphrase.",
        mend="Give it under Account in the window, or with `pam sync now`.",
        fault=Fault.USER,
    )


def _replace(path: Path, content: bytes) -> None:
    """Write beside it, onto the disk, then into its place: half of a file is never seen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")
