"""A person's own key: an Ed25519 signature over what they sign, made from a PEM file that only they have."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace
from pathlib import Path

from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.gates.entry_text import sealed_text
from trueup.core.model.ledger import Draft, Entry, Sealed

_HOW = "Make one with `openssl genpkey -algorithm ed25519 -out my.key` and keep it to yourself."


def sealed_by(file: Path, draft: Draft) -> Draft:
    """Return an entry signed with the key of a file (PEM, PKCS 8, without a password); raises `TrueupError`."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
    except ImportError as error:
        problem = "Signing with a key needs the package `cryptography`."
        fix = "Install it: pip install 'trueup[keys]'"
        raise TrueupError(ErrorCode.EXTRA, problem, "--key", fix) from error
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no unlocked key in PEM form"
        raise TrueupError.option(f"{file} cannot be read as a key: {why}.", str(file), _HOW) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise TrueupError.option(f"{file} holds a key of another kind than Ed25519.", str(file), _HOW)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    bare = replace(draft, proof="sealed", recorded=None)
    seal = Sealed(b64encode(public).decode(), b64encode(key.sign(sealed_text(bare))).decode())
    return replace(bare, sealed=seal)


def seal_holds(entry: Entry) -> bool:
    """Whether the signature of a sealed entry is that of its key over what it says; True for one without a seal.

    Without the package that checks it, no seal holds: what cannot be checked proves nothing.
    """
    seal = entry.draft.sealed
    if seal is None:
        return entry.draft.proof != "sealed"
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(seal.key))
        key.verify(b64decode(seal.signature), sealed_text(entry.draft))
    except (InvalidSignature, ValueError):
        return False
    return True
