"""A virtual environment for each peer, so that none of them is among our own dependencies."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def installed(home: Path, wanted: Sequence[str], name: str) -> Path | None:
    """Return the Python of an environment that holds what is wanted, made where it is not there yet.

    What is installed is compiled, so that no peer compiles while it is timed. None where that fails, which is said on
    stderr under the name of the peer.
    """
    python, done = home / "bin" / "python", home / "installed"
    if done.exists():
        return python
    try:
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]
        subprocess.run(pip, check=True, capture_output=True)
        subprocess.run([str(python), "-m", "compileall", "-q", str(home / "lib")], check=False, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or b""
        print(f"{name} could not be installed: {error} {said.decode(errors='replace')[-300:]}", file=sys.stderr)
        return None
    done.touch()
    return python
