"""A git repository of a test's own; nothing of the user's settings or hooks has a part in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(folder: Path, *words: str) -> None:
    """Run git in a folder."""
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    around = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    around |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, env=around)


def commit(folder: Path) -> None:
    """Commit everything in a folder."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "step")
