"""What the terminal can show: its width, and whether it has colours."""

from __future__ import annotations

import os
import shutil
import sys

from trueup.render.terminal import Screen


def screen() -> Screen:
    """Return the screen we write to: 100 columns and no colour where it is not a terminal."""
    if sys.stdout is None or not sys.stdout.isatty():
        return Screen(100, colour=False)
    width = shutil.get_terminal_size((100, 24)).columns
    return Screen(max(60, min(width, 120)), colour=not os.environ.get("NO_COLOR"))
