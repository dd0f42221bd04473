"""The catalogue and single rules as text and JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence

from trueup.core.rules.rule import Rule


def rules_text(rules: Sequence[Rule]) -> str:
    """Return the catalogue as a table, one rule a line."""
    lines = [f"{r.code}  {r.severity:<6}  {r.phase:<13}  {r.name}" for r in rules]
    return "\n".join([*lines, f"{len(rules)} rules; `trueup explain CODE` explains one."]) + "\n"


def rules_json(rules: Sequence[Rule]) -> str:
    """Return the catalogue as JSON."""
    rows = [
        {
            "code": r.code,
            "name": r.name,
            "severity": r.severity,
            "phase": r.phase,
            "needs": list(r.needs),
            "fault": first_line(r),
        }
        for r in rules
    ]
    return json.dumps(rows, indent=2) + "\n"


def rule_text(rule: Rule) -> str:
    """Return the whole documentation of a rule."""
    return f"{rule.code} {rule.name} ({rule.severity}, {rule.phase})\n\n{inspect.cleandoc(rule.text)}\n"


def first_line(rule: Rule) -> str:
    """Return the fault in one sentence."""
    return inspect.cleandoc(rule.text).splitlines()[0]
