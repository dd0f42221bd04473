"""Heeding ctrl-C also in the middle of an import, where Python would lose it and a library might break of it.

While a module is imported, Python runs code whose exceptions go nowhere: the callback that frees the module's lock,
comparisons within a look-up in a dictionary. An interrupt that falls there is gone, and the command runs on as if
nobody had pressed a key (one of some two hundred interrupts of the start-up); one that falls into the making of a
compiled library's classes ends the process with a core dump. So an interrupt waits until the import is over, for a
while, and is sent again until somebody has caught it.
"""

from __future__ import annotations

import _thread
import signal
import sys
import time
from types import FrameType
from typing import Final

_AGAIN: Final = 0.05
"""Seconds until an interrupt is sent again: longer than it takes to leave, shorter than anybody notices."""

_PATIENCE: Final = 2.0
"""Seconds after which an interrupt waits for no import any more: ours are over before."""

_IMPORT: Final = "<frozen importlib"


class _Interrupt:
    """The interrupt of this process: since when it is wanted, and whether it has arrived."""

    since: float | None = None
    caught = False


def heed() -> None:
    """Have every interrupt reach `run`; where interrupts are ignored (`nohup`), they stay so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def caught() -> None:
    """Say that the interrupt has arrived: it is not sent again."""
    _Interrupt.caught = True


def _interrupt(number: int, frame: FrameType | None) -> None:
    now = time.monotonic()
    since = _Interrupt.since = _Interrupt.since or now
    if _importing(frame):
        _thread.start_new_thread(_send_again, (_thread.get_ident(),))
        if now - since < _PATIENCE:
            return
    signal.default_int_handler(number, frame)


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith(_IMPORT):
            return True
        frame = frame.f_back
    return False


def _send_again(to: int) -> None:
    """Wait, and interrupt a thread once more, which also ends its waiting where the system lets one send it signals."""
    time.sleep(_AGAIN)
    if _Interrupt.caught:
        return
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(to, signal.SIGINT)
