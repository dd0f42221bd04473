"""Which commit stood on a day: the way from a date to a revision."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from trueup.adapters.git import run_git


def commit_of(path: Path, day: date) -> str | None:
    """Return the last commit of the current branch by the end of a day (UTC); None before the first.

    Raises `TrueupError` outside a repository, without git, or where nothing was ever committed.
    """
    folder = path.resolve() if path.is_dir() else path.parent.resolve()
    words = ("rev-list", "-1", "--first-parent", f"--before={day.isoformat()}T23:59:59Z", "HEAD")
    return run_git(folder, *words, fault="Nothing is committed here yet.").decode().strip() or None
