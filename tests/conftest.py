"""What every test run needs, however it was started.

Hypothesis runs without a clock, for a busy machine proves nothing by being slow. A run in the background of a script
ignores ctrl-C and so would every program it starts: the tests of interruptions need it back. Ten thousand tests and
what they import are there to stay: to look through all of it for garbage again and again took a tenth of the time.
"""

from __future__ import annotations

import gc
import os
import signal
import threading

import pytest
from hypothesis import HealthCheck, settings

gc.set_threshold(20_000, 10, 10)

settings.register_profile("trueup", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("trueup")

if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()  # or libraries complain of what is not taken down at the end


@pytest.fixture(scope="session")
def answers(tmp_path_factory):
    """A cache that all tests of a run may share, those of its other processes too."""
    room = tmp_path_factory.getbasetemp()
    kept = (room.parent if "PYTEST_XDIST_WORKER" in os.environ else room) / "answers"
    kept.mkdir(exist_ok=True)
    return kept


@pytest.fixture
def answered_once(desk, answers):
    """Let the desk share its cache: what was asked of the same data at another desk is not asked again.

    For files whose tests are not about how an answer comes about: four fifths of an assessment are its questions.
    """
    desk.shared = answers
