"""What every test run needs, however it was started.

Hypothesis runs without a clock, for a busy machine proves nothing by being slow. A run in the background of a script
ignores ctrl-C and so would every program it starts: the tests of interruptions need it back.
"""

from __future__ import annotations

import signal
import threading

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("trueup", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("trueup")

if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

SLOW = ("tests/browser/", "tests/cli/", "tests/test_")
"""Where a single test takes seconds: a browser, or programs that are started."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what is slow first, file by file, so that at the end of a run no process waits for another."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))
