"""The texts that were signed, kept beside the document: `evidence/agreements/KIND-HASH.json`, one content a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from trueup.adapters.folder import AGREEMENTS
from trueup.adapters.output import write_whole
from trueup.core.base.digest import Digest, digest_of
from trueup.core.gates.canonical import Content
from trueup.core.gates.signed import file_of

_HASH: Final = re.compile(r"[0-9a-f]{1,64}")
_IN_NAME: Final = 16
"""Letters of the hash in a file's name."""
_LARGEST: Final = 64_000_000
_UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, RecursionError)


def write_content(folder: Path, digest: Digest, content: Content) -> Path:
    """Write the content of an agreement beside the document of a folder and return its file; raises `TrueupError`."""
    file = folder / AGREEMENTS / file_of(digest)
    body = {"agreement": digest, "content": content}
    write_whole(file, (json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode())
    return file


def read_contents(folder: Path, digests: Iterable[Digest]) -> dict[Digest, Content]:
    """Return the contents that are kept of agreements; one that is not there or was changed since is left out."""
    found = {digest: _read(folder / AGREEMENTS / file_of(digest), digest) for digest in dict.fromkeys(digests)}
    return dict(each for each in found.values() if each is not None)


def find_content(folder: Path, kind: str, beginning: str) -> Content | None:
    """Return the kept content of a kind whose hash begins so, None where there is none or where it was changed."""
    if not _HASH.fullmatch(beginning):
        return None
    for file in sorted((folder / AGREEMENTS).glob(f"{kind}-{beginning[:_IN_NAME]}*.json")):
        content = _read(file, None)
        if content is not None and content[0].rpartition(":")[2].startswith(beginning):
            return content[1]
    return None


def _read(file: Path, digest: Digest | None) -> tuple[Digest, Content] | None:
    """Return what a file keeps, under its digest; None where that is not its digest, or not the one asked for."""
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return None
        body = json.loads(file.read_text("utf-8"))
        content: Content = body["content"]
        said = Digest(str(body["agreement"]))
        kind, _, version = said.partition(":")[0].partition("/")
        whole = digest_of(kind, int(version), content) == said
    except _UNREADABLE:
        return None
    return (said, content) if whole and digest in (None, said) else None
