"""The vault: seals bytes with AES-GCM under a master key that lives in a file of its own.

The file has one key a line, ``id:base64``, newest first: new seals are made with the first,
and any may open, so a master key is changed by putting a new line on top and sealing anew.
"""

import base64
import binascii
import os
import re
import secrets
import stat
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fediforum.errors import Misconfigured

_LINE = re.compile(r"([0-9a-f]{8}):([A-Za-z0-9+/]{43}=)")
_VERSION = b"\x01"
_ID = 4
_NONCE = 12


class Vault:
    """Seals and opens secrets; knows nothing of where they are kept."""

    def __init__(self, keys: dict[bytes, AESGCM]) -> None:
        self._keys = keys
        self._newest = next(iter(keys))

    def __repr__(self) -> str:
        return f"Vault({len(self._keys)} keys)"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open the vault that a key file holds the keys of.

        Raises ``Misconfigured`` if the file is missing, is not a plain file of ours, can be
        read by others, or does not hold keys.
        """
        try:
            # Not to wait for a writer, should it be a pipe.
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            raise Misconfigured(
                f"The key file {path} is not there. Put back the copy that was kept of it; nothing "
                f"else opens the secrets in the database."
            ) from None
        except OSError as problem:
            reason = problem.strerror or "no"
            raise Misconfigured(f"The key file {path} cannot be opened: {reason}.") from problem
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Misconfigured(f"The key file {path} must be a plain file of your own.")
        with open(descriptor, encoding="ascii", errors="replace") as file:
            found = os.fstat(descriptor)
            if found.st_uid not in {0, os.geteuid()}:
                raise Misconfigured(
                    f"The key file {path} belongs to somebody else: run fediforum as whoever "
                    f"began the forum."
                )
            if stat.S_IMODE(found.st_mode) & 0o077:
                raise Misconfigured(
                    f"The key file {path} can be read or written by others; chmod 600 it."
                )
            lines = file.read(64 * 1024).split()
        return cls(_read_keys(lines, path))

    def seal(self, secret: bytes, purpose: str) -> bytes:
        """Give the secret sealed: it opens only here, and only for the same purpose.

        Shape: version (1 byte), id of the master key (4), nonce (12), ciphertext and tag.
        """
        nonce = secrets.token_bytes(_NONCE)
        head = _VERSION + self._newest
        return head + nonce + self._keys[self._newest].encrypt(nonce, secret, head + _tag(purpose))

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Give back what was sealed for this purpose.

        Raises ``Misconfigured`` if its key is not in the file, or the bytes were changed.
        """
        head, rest = sealed[: 1 + _ID], sealed[1 + _ID :]
        key = self._keys.get(head[1:])
        if head[:1] != _VERSION or key is None:
            raise Misconfigured(
                "A secret was sealed with a key that the key file does not hold: put back the copy "
                "that was kept of the right one."
            )
        try:
            return key.decrypt(rest[:_NONCE], rest[_NONCE:], head + _tag(purpose))
        except (InvalidTag, ValueError):
            raise Misconfigured(
                "A secret cannot be opened: it was changed, or is another's."
            ) from None


def create_key_file(path: Path) -> None:
    """Make a key file with one fresh key, readable by its owner only.

    Raises ``Misconfigured`` if there is one already: to lose its keys is to lose the actors.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = f"{secrets.token_hex(_ID)}:{base64.b64encode(secrets.token_bytes(32)).decode()}\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise Misconfigured(f"There is a key file {path} already.") from None
    except OSError as problem:
        reason = problem.strerror or "no"
        raise Misconfigured(f"The key file {path} cannot be made: {reason}.") from problem
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(descriptor)


def _read_keys(lines: list[str], path: Path) -> dict[bytes, AESGCM]:
    keys: dict[bytes, AESGCM] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        try:
            if match is None or bytes.fromhex(match[1]) in keys:
                raise ValueError
            keys[bytes.fromhex(match[1])] = AESGCM(base64.b64decode(match[2], validate=True))
        except (ValueError, binascii.Error):
            raise Misconfigured(
                f"The key file {path} does not hold keys: put back the copy that was kept."
            ) from None
    if not keys:
        raise Misconfigured(f"The key file {path} is empty: put back the copy that was kept of it.")
    return keys


def _tag(purpose: str) -> bytes:
    return b"\0" + purpose.encode("utf-8")
