"""Commands that the output names, with the day that was asked for: without it they would judge as of today."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_COMMAND: Final = re.compile(r"`trueup (?:assess|brief|check|data|diff|report|show|strategy|why)\b[^`\n]*`")


def option(as_of: date | None) -> str:
    """Return how a command is told the day, nothing where none was asked for."""
    return f" --as-of {as_of}" if as_of else ""


def dated(text: str, as_of: date | None) -> str:
    """Return a text in which each command in backticks that judges as of a day carries the one that was asked for."""
    if as_of is None:
        return text
    return _COMMAND.sub(lambda found: _with_day(found[0], as_of), text)


def _with_day(command: str, as_of: date) -> str:
    return command if "--as-of" in command else f"{command[:-1]}{option(as_of)}`"
