"""How hypothesis runs here: without a clock, for a busy machine proves nothing by being slow."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("trueup", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("trueup")
