"""Heeding ctrl-C also where Python would lose it or a library might break of it.

While a module is imported, Python runs code whose exceptions go nowhere: the callback that frees the module's lock,
comparisons within a look-up in a dictionary. An interrupt that falls there is gone, and the command runs on as if
nobody had pressed a key (one of some two hundred interrupts of the start-up); one that falls into the making of a
compiled library's classes ends the process with a core dump. The same holds while pydantic builds a model, which it
does when the model is first used: the interrupt is lost, or comes out as a fault of the model's. So an interrupt waits
until that is over, or until the next module of ours is looked for, where nothing is lost; after a while it waits no
longer. It is sent again until somebody has caught it.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from types import FrameType
from typing import Final

_SOON: Final = 0.02
"""Seconds until an interrupt that waits is sent again."""

_AGAIN: Final = 0.25
"""Seconds until one that arrived is sent again, should it be lost: longer than it takes to leave."""

_PATIENCE: Final = 2.0
"""Seconds after which an interrupt waits no longer: our imports are over before."""

_BUILDING: Final = os.path.join("pydantic", "_internal", "")  # noqa: PTH118 - as the names of its files have it
_IMPORT: Final = "<frozen importlib"


class _Interrupt:
    """The interrupt of this process: since when it is wanted, whether we sent it again, and whether it has arrived."""

    since: float | None = None
    again = False
    caught = False


class _AtOurs:
    """Stands before those who find modules while an interrupt waits; it finds none itself."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Let the interrupt arrive where a module of ours is looked for: there it ends the import like any fault."""
        del path, target
        if _Interrupt.caught or not name.startswith("trueup."):
            return
        if not _is_within(sys._getframe(), _BUILDING):  # noqa: SLF001 - `inspect` would take as long to load as click
            raise KeyboardInterrupt


def heed() -> None:
    """Have every interrupt reach `run`; where interrupts are ignored (`nohup`), they stay so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def caught() -> None:
    """Say that the interrupt has arrived: it is not sent again."""
    _Interrupt.caught = True


def _interrupt(number: int, frame: FrameType | None) -> None:
    again, _Interrupt.again = _Interrupt.again, False
    if again and _Interrupt.caught:
        return
    now = time.monotonic()
    since = _Interrupt.since = _Interrupt.since or now
    waits = _is_within(frame, _IMPORT, _BUILDING) and now - since < _PATIENCE
    _thread.start_new_thread(_send_again, (_thread.get_ident(), _SOON if waits else _AGAIN))
    if again and sys.exception() is not None:  # it is on its way: what cleans up behind it is left to that
        return
    if not waits:
        signal.default_int_handler(number, frame)
    elif _AtOurs not in sys.meta_path:
        sys.meta_path.insert(0, _AtOurs)


def _is_within(frame: FrameType | None, *files: str) -> bool:
    """Whether code runs that is in certain files, or is called from there."""
    while frame is not None:
        if any(each in frame.f_code.co_filename for each in files):
            return True
        frame = frame.f_back
    return False


def _send_again(to: int, after: float) -> None:
    """Wait, and interrupt a thread once more, which also ends its waiting where the system lets one send it signals."""
    time.sleep(after)
    if _Interrupt.caught:
        return
    _Interrupt.again = True
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(to, signal.SIGINT)
