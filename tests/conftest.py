"""What every test run needs, however it was started.

Hypothesis runs without a clock, for a busy machine proves nothing by being slow. A run in the background of a script
ignores ctrl-C and so would every program it starts: the tests of interruptions need it back.
"""

from __future__ import annotations

import signal
import threading

from hypothesis import HealthCheck, settings

settings.register_profile("trueup", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("trueup")

if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)
