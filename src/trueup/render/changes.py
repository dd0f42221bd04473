"""What changes in a file, as the lines that go and come."""

from __future__ import annotations

import difflib


def diff(name: str, before: str, after: str) -> str:
    """Return the unified diff of a file's text, empty where nothing changes."""
    rows = difflib.unified_diff(before.splitlines(), after.splitlines(), f"{name} (now)", f"{name} (tidy)", lineterm="")
    text = "".join(f"{row}\n" for row in rows)
    return text or (f"{name}: only its line breaks change\n" if before != after else "")
