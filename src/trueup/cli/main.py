"""The `trueup` command: verbs come from the entry-point group `trueup.commands`, each loaded when it is called."""

from __future__ import annotations

import sys

from trueup.cli.status import OK


def main() -> None:
    """Run the command line and leave with its exit status; only a bug of ours shows a traceback's last line."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from trueup import __version__

        sys.stdout.write(f"trueup {__version__}\n")
        sys.exit(OK)
    from trueup.cli.group import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
