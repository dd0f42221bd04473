"""The texts that were signed, kept beside the document: `evidence/agreements/KIND-HASH.json`, one content a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from trueup.adapters.output import write_whole
from trueup.core.base.digest import Digest, digest_of
from trueup.core.gates.canonical import Content
from trueup.core.gates.signed import file_of

FOLDER: Final = Path("evidence") / "agreements"
_LARGEST: Final = 64_000_000
_UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, RecursionError)


def write_content(folder: Path, digest: Digest, content: Content) -> Path:
    """Write the content of an agreement beside the document of a folder and return its file; raises `TrueupError`."""
    file = folder / FOLDER / file_of(digest)
    body = {"agreement": digest, "content": content}
    write_whole(file, (json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode())
    return file


def read_contents(folder: Path, digests: Iterable[Digest]) -> dict[Digest, Content]:
    """Return the contents that are kept of agreements; one that is not there or was changed since is left out."""
    found = {digest: _read(folder / FOLDER / file_of(digest), digest) for digest in dict.fromkeys(digests)}
    return {digest: content for digest, content in found.items() if content is not None}


def _read(file: Path, digest: Digest) -> Content | None:
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return None
        content: Content = json.loads(file.read_text("utf-8"))["content"]
        kind, _, version = digest.partition(":")[0].partition("/")
        return content if digest_of(kind, int(version), content) == digest else None
    except _UNREADABLE:
        return None
