"""The page about fitness states every threshold as the code has it, and every kind of check that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trueup.core.readiness import (
    change_points,
    fit_drift,
    fit_empty,
    fit_history,
    fit_label,
    fit_leak,
    fit_personal,
    fit_reference,
    fit_repeats,
    fit_subject,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "fitness.md").read_text("utf-8")
MODULES = (
    change_points, fit_drift, fit_empty, fit_history, fit_label, fit_leak, fit_personal, fit_reference, fit_repeats,
    fit_subject,
)  # fmt: skip
STATED = re.findall(r"`([A-Z_]{4,})` = ([0-9.]+)", PAGE)


def test_thresholds_are_stated():
    assert len(STATED) >= 20


@pytest.mark.parametrize(("name", "value"), STATED)
def test_a_stated_threshold_is_that_of_the_code(name, value):
    held = [getattr(module, name) for module in MODULES if hasattr(module, name)]
    assert held
    assert all(each == float(value) for each in held)


def test_every_check_is_on_the_page():
    code = "".join(path.read_text("utf-8") for path in (ROOT / "src/trueup/core/readiness").glob("fit_*.py"))
    checks = set(re.findall(r'f?"(fit\.[a-z]+(?:\.[a-z]+)?)[".{]', code))
    known = {check for check in checks if check in PAGE or check.rpartition(".")[0] in PAGE}
    assert len(checks) >= 18
    assert checks - known == set()
