"""The `trueup` command: verbs come from the entry-point group `trueup.commands`, each loaded when it is called."""

from __future__ import annotations

import gc
import sys

from trueup.cli.status import INTERRUPTED, OK


def main() -> None:
    """Run the command line and leave with its exit status; only a bug of ours shows a traceback's last line."""
    try:
        status = _version() if sys.argv[1:] in (["--version"], ["-V"]) else _run()
    except KeyboardInterrupt:
        status = _interrupted()
    if "duckdb" not in sys.modules:  # whose library complains of what is not taken down
        gc.freeze()  # what is left goes with the process: the end need not look through it for garbage
    sys.exit(status)


def _run() -> int:
    from trueup.cli.interrupt import heed

    heed()
    from trueup.cli.group import run

    return run(sys.argv[1:])


def _interrupted() -> int:
    """Say that nothing was begun: what says it otherwise is not loaded yet."""
    import contextlib

    from trueup.cli.interrupt import caught

    caught()
    with contextlib.suppress(OSError):
        print("trueup: Interrupted; nothing was left half-written.", file=sys.stderr, flush=True)  # noqa: T201 - as above
    return INTERRUPTED


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
