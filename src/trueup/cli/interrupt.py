"""Heeding ctrl-C also where Python would lose it: in the middle of an import.

While a module is imported, Python runs code whose exceptions go nowhere: the callback that frees the module's lock,
comparisons within a look-up in a dictionary. An interrupt that falls there is gone, and the command runs on as if
nobody had pressed a key (one of some two hundred interrupts of the start-up was lost so). An interrupt of an import is
therefore sent again until somebody has caught it.
"""

from __future__ import annotations

import _thread
import signal
import time
from types import FrameType
from typing import Final

_AGAIN: Final = 0.1
"""Seconds until a lost interrupt is sent again: far longer than it takes to leave, shorter than people wait."""

_IMPORT: Final = "<frozen importlib"
_LOST: Final = "cb"
"""The callback of a module's lock: what is raised in it is printed and forgotten."""

_caught = False


def heed() -> None:
    """Have every interrupt reach `run`; where interrupts are ignored (`nohup`), they stay so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def caught() -> None:
    """Say that the interrupt has arrived: it is not sent again."""
    global _caught  # noqa: PLW0603 - a signal belongs to the process, and so does having seen it
    _caught = True


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _importing(frame):
        _thread.start_new_thread(_send_again, ())
    if frame is None or frame.f_code.co_name != _LOST:
        signal.default_int_handler(number, frame)


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith(_IMPORT):
            return True
        frame = frame.f_back
    return False


def _send_again() -> None:
    time.sleep(_AGAIN)
    if not _caught:
        _thread.interrupt_main()
