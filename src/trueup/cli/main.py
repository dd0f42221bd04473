"""The `trueup` command: verbs come from the entry-point group `trueup.commands`, each loaded when it is called."""

from __future__ import annotations

import sys

from trueup.cli.status import INTERRUPTED, OK


def main() -> None:
    """Run the command line and leave with its exit status; only a bug of ours shows a traceback's last line."""
    try:
        status = _version() if sys.argv[1:] in (["--version"], ["-V"]) else _run()
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


def _run() -> int:
    from trueup.cli.group import run

    return run(sys.argv[1:])


def _version() -> int:
    """Say the version without loading anything; where that fails, the long way says why."""
    from trueup import __version__

    try:
        print(f"trueup {__version__}", flush=True)  # noqa: T201 - click is not loaded for one line
    except OSError:
        return _run()
    return OK


if __name__ == "__main__":
    main()
