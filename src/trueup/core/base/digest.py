"""One way to say "exactly this content": canonical JSON and its sha256."""

from __future__ import annotations

import hashlib
import json
from typing import NewType

Digest = NewType("Digest", str)
"""`kind/version:hash`, such as `kpi/1:9f2c...`; the version is that of the kind's canonical form."""


def digest_of(kind: str, version: int, content: object) -> Digest:
    """Return the digest of content made of dicts, lists, strings, numbers and None; key order does not count."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Digest(f"{kind}/{version}:{hashlib.sha256(canonical.encode()).hexdigest()}")
