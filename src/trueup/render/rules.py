"""The catalogue and single rules as text and JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence

from trueup.core.rules.rule import AnyRule, LaterRule, PortfolioRule
from trueup.render.rule_page import TOGETHER, limits_text


def rules_text(rules: Sequence[AnyRule]) -> str:
    """Return the catalogue as a table, one rule a line."""
    lines = [f"{r.code}  {r.severity:<6}  {r.phase:<13}  {r.name}{_whose(r)}" for r in rules]
    return "\n".join([*lines, f"{len(rules)} rules; `trueup explain CODE` explains one."]) + "\n"


def _whose(rule: AnyRule) -> str:
    if isinstance(rule, LaterRule):
        return " (of signatures)" if rule.ground == "ledger" else " (of the run)"
    return " (of a portfolio)" if isinstance(rule, PortfolioRule) else ""


def _judges(rule: AnyRule) -> str:
    if isinstance(rule, LaterRule):
        return rule.ground
    return "portfolio" if isinstance(rule, PortfolioRule) else "initiative"


def rules_json(rules: Sequence[AnyRule]) -> str:
    """Return the catalogue as JSON."""
    rows = [
        {
            "code": r.code,
            "name": r.name,
            "severity": r.severity,
            "phase": r.phase,
            "judges": _judges(r),
            "needs": list(r.needs),
            "thresholds": dict(r.thresholds),
            "fault": first_line(r),
        }
        for r in rules
    ]
    return json.dumps(rows, indent=2) + "\n"


def rule_text(rule: AnyRule) -> str:
    """Return the whole documentation of a rule."""
    text = inspect.cleandoc(rule.text)
    more = [limits_text(rule), TOGETHER if isinstance(rule, PortfolioRule) else ""]
    return (
        "\n\n".join(
            [f"{rule.code} {rule.name} ({rule.severity}, {rule.phase})", *(part for part in (text, *more) if part)]
        )
        + "\n"
    )


def first_line(rule: AnyRule) -> str:
    """Return the fault in one sentence; for a rule of another package without documentation, its name."""
    return next(iter(inspect.cleandoc(rule.text).splitlines()), rule.name)
