"""What every test run needs, however it was started.

Hypothesis runs without a clock, for a busy machine proves nothing by being slow. A run in the background of a script
ignores ctrl-C and so would every program it starts: the tests of interruptions need it back. Ten thousand tests and
what they import are there to stay: to look through all of it for garbage again and again took a tenth of the time.
"""

from __future__ import annotations

import gc
import signal
import threading

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
