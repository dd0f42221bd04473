"""Looking at an earlier git revision of a folder, without touching the working tree."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from trueup.core.base.errors import TrueupError


def extract(path: Path, revision: str, into: Path) -> Path | None:
    """Write the YAML files of a path as they were at a revision below `into`; return the path there, None if it was not.

    Raises `TrueupError` outside a repository, without git, or for a revision that does not exist.
    """
    folder = path if path.is_dir() else path.parent
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    commit = (
        _git(
            folder,
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{revision}^{{commit}}",
            fault=f"There is no revision `{revision}`.",
        )
        .decode()
        .strip()
    )
    inside = path.resolve().relative_to(top.resolve())
    names = _git(top, "ls-tree", "-r", "-z", "--name-only", commit, "--", inside.as_posix()).decode().split("\0")
    around = inside.parent / "portfolio.yaml"
    wanted = [name for name in names if name.endswith((".yaml", ".yml"))]
    wanted += [
        n for n in _git(top, "ls-tree", "-z", "--name-only", commit, "--", around.as_posix()).decode().split("\0") if n
    ]
    if not wanted:
        return None
    archive = _git(top, "archive", "--format=tar", commit, "--", *dict.fromkeys(wanted))
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(into, filter="data")
    return into / inside


def _git(folder: Path, *words: str, fault: str = "") -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)  # noqa: S603, S607 - no shell
    except FileNotFoundError:
        raise TrueupError.option(
            "git is not installed.", "--new-since", "Install git, or leave the option out."
        ) from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().removeprefix("fatal: ") or f"git {words[0]} failed"
        raise TrueupError.option(
            fault or f"git: {said}.",
            "--new-since",
            "Name a commit, branch or tag of the repository that holds the path.",
        ) from None
    return done.stdout
