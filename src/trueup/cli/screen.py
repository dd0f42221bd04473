"""What the terminal can show: its width, and whether it has colours."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date

from trueup.render.terminal import Screen


def screen(as_of: date | None = None) -> Screen:
    """Return the screen we write to: 100 columns and no colour where it is not a terminal.

    `as_of` is the day that was asked for: commands that the output names carry it.
    """
    if sys.stdout is None or not sys.stdout.isatty():
        return Screen(100, colour=False, as_of=as_of)
    width = shutil.get_terminal_size((100, 24)).columns
    return Screen(max(60, min(width, 120)), colour=not os.environ.get("NO_COLOR"), as_of=as_of)
