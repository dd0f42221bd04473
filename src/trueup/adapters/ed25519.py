"""Signatures with a person's own key (Ed25519, RFC 8032), by the package `cryptography`, which is an extra.

A signature is detached: it is over the text of the entry without the signature and without its place in the ledger, so
that it can be made before the entry is appended, also on another machine. Whose key it is, somebody has to vouch for.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.gates.entry_text import sealed_text
from trueup.core.model.ledger import Draft, Entry, Sealed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_OPENSSH: Final = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_LARGEST: Final = 100_000
_MAKE_ONE: Final = "Make one with: ssh-keygen -t ed25519 -f FILE"


def new_key(file: Path, passphrase: str | None = None) -> str:
    """Write a new private key that only its owner can read (PEM, mode 0600), and return the public key in base64.

    Raises `TrueupError` where something stands there already, it cannot be written, or the extra is missing.
    """
    _needed()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    key = Ed25519PrivateKey.generate()
    guard = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    _write_private(file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, guard))
    return _public(key)


def public_key(file: Path, passphrase: str | None = None) -> str:
    """Return the public key, in base64, of a private key's file; raises `TrueupError` where it cannot be used."""
    return _public(_private(file, passphrase))


def sealed_by(file: Path, draft: Draft, passphrase: str | None = None) -> Draft:
    """Return a draft with the signature of the key in a file (PEM, or OpenSSH's as `ssh-keygen -t ed25519` writes it).

    Raises `TrueupError` where the file cannot be read, others may read it, or it holds no Ed25519 key.
    """
    key = _private(file, passphrase)
    bare = replace(draft, proof="sealed", recorded=None, sealed=None)
    return replace(bare, sealed=Sealed(_public(key), base64.b64encode(key.sign(sealed_text(bare))).decode()))


def is_genuine(draft: Draft) -> bool:
    """Whether a sealed draft says what was signed with the key it names; raises `TrueupError` without the extra."""
    _needed()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if draft.sealed is None:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(draft.sealed.key, validate=True))
        key.verify(base64.b64decode(draft.sealed.signature, validate=True), sealed_text(draft))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def seal_holds(entry: Entry) -> bool:
    """Whether the signature of a sealed entry is that of its key over what it says; True for one without a seal.

    Without the package that checks it, no seal holds: what cannot be checked proves nothing.
    """
    if entry.draft.sealed is None:
        return entry.draft.proof != "sealed"
    try:
        return is_genuine(entry.draft)
    except TrueupError:
        return False


def _needed() -> None:
    try:
        import cryptography  # noqa: F401 - is it there?
    except ImportError as error:
        raise TrueupError(
            ErrorCode.EXTRA,
            "A signature with a key needs the package `cryptography`.",
            "keys",
            "Add it: pip install 'trueup[keys]'",
        ) from error


def _public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def _write_private(file: Path, text: bytes) -> None:
    try:
        there = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        problem = f"{file} exists already." if isinstance(error, FileExistsError) else _unwritten(file, error)
        fix = "Choose another place; a key is never written over."
        raise TrueupError(ErrorCode.OUTPUT, problem, str(file), fix) from error
    try:
        with os.fdopen(there, "wb") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            file.unlink()
        raise TrueupError(ErrorCode.OUTPUT, _unwritten(file, error), str(file), "Make room, then try again.") from error


def _unwritten(file: Path, error: OSError) -> str:
    return f"{file} cannot be written: {error.strerror or error}."


def _private(file: Path, passphrase: str | None) -> Ed25519PrivateKey:
    _needed()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    text = _own_text(file)
    word = passphrase.encode() if passphrase else None
    load = load_ssh_private_key if text.startswith(_OPENSSH) else load_pem_private_key
    try:
        key = load(text, word)
    except TypeError as error:
        why = "a passphrase was given, and it has none" if word else "it has a passphrase, and none was given"
        _refuse(file, f"cannot be opened: {why}", "Give the passphrase of the key, and only if it has one.", error)
    except (ValueError, UnsupportedAlgorithm) as error:
        why = "holds no private key, or the passphrase is not the right one"
        _refuse(file, why, f"Name the file of your private Ed25519 key. {_MAKE_ONE}", error)
    if not isinstance(key, Ed25519PrivateKey):
        _refuse(file, "holds a key of another kind than Ed25519", _MAKE_ONE)
    return key


def _own_text(file: Path) -> bytes:
    """Return the text of a private key's file; raises `TrueupError` where it cannot be read or others can read it."""
    try:
        mode = file.stat().st_mode
        with file.open("rb") as stream:
            text = stream.read(_LARGEST)
    except OSError as error:
        fix = f"Name the file of your private key. {_MAKE_ONE}"
        _refuse(file, f"cannot be read: {error.strerror or error}", fix, error)
    if sys.platform != "win32" and mode & _OTHERS:
        _refuse(file, "can be read by others", f"A private key is its owner's alone: chmod 600 {file}")
    return text


def _refuse(file: Path, why: str, fix: str, cause: Exception | None = None) -> NoReturn:
    raise TrueupError.option(f"The key in {file} {why}.", str(file), fix) from cause
