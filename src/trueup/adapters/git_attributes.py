"""Telling git how to join two branches of a ledger: it keeps the lines of both, and touches none."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from trueup.adapters.folder import LEDGER
from trueup.adapters.output import write_whole
from trueup.core.base.errors import ErrorCode, TrueupError

ATTRIBUTES: Final = ".gitattributes"
_LINE: Final = f"{LEDGER} merge=union -text"
"""Without `-text` git could write Windows line ends into it, and no entry would give its id any more."""
_WHY: Final = "# trueup: entries of both branches stay, none is changed; `trueup verify` checks it"


def keep_union(folder: Path) -> bool:
    """Let git join the ledger in a folder line by line; return whether `.gitattributes` had to be written.

    What stands in the file stays; where it says already how to merge the ledger, nothing is written. Raises
    `TrueupError` where it cannot be read or written.
    """
    file = folder / ATTRIBUTES
    try:
        before = file.read_bytes() if file.exists() else b""
    except OSError as error:
        problem = f"{file} cannot be read: {error.strerror or error}."
        raise TrueupError(ErrorCode.OUTPUT, problem, str(file), "Allow reading it, or take it away.") from error
    if _says_so(before):
        return False
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    return write_whole(file, before + gap + f"{_WHY}\n{_LINE}\n".encode())


def _says_so(text: bytes) -> bool:
    """Whether a line for the ledger says how it is merged."""
    lines = (line.split() for line in text.decode("utf-8", "replace").splitlines())
    return any(
        words[0] in (LEDGER, f"/{LEDGER}", f"**/{LEDGER}") and any(w.startswith("merge=") for w in words[1:])
        for words in lines
        if words
    )
