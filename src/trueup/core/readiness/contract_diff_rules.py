"""Quality rules in two versions of a contract: which are gone, and which hold less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trueup.core.model.contract import Limit, QualityRule
from trueup.core.readiness.contract_change import Changes, Effect
from trueup.core.readiness.contract_diff_values import values_changed
from trueup.core.readiness.contract_table import severity_of

_ABOVE: Final = frozenset({"mustBeLessThan", "mustBeLessOrEqualTo"})
_BELOW: Final = frozenset({"mustBeGreaterThan", "mustBeGreaterOrEqualTo"})
_SEVERITIES: Final = ("info", "warning", "error")


def compare_rules(old: Sequence[QualityRule], new: Sequence[QualityRule], path: str, out: Changes) -> None:
    """Add what changed in the quality rules of a table or of a property.

    A rule is the same by its name; without one, by its metric, its query or its words.
    """
    left = list(new)
    for rule in old:
        twin = next((each for each in left if _called(each) == _called(rule)), None)
        if twin is None:
            out.add("loosened", path, f"the quality rule {_said(rule)} is gone", rule.at)
            continue
        left.remove(twin)
        _rule(rule, twin, path, out)
    for rule in left:
        out.add("compatible", path, f"the quality rule {_said(rule)} is new", rule.at)


def _called(rule: QualityRule) -> tuple[str, str]:
    if rule.name is not None:
        return "name", rule.name
    about = rule.query if rule.kind == "sql" else rule.description if rule.kind in ("text", "custom") else None
    return rule.kind, about or rule.metric or rule.said


def _said(rule: QualityRule) -> str:
    return f"`{rule.name or rule.metric or rule.said or rule.description or rule.kind}`"[:80]


def _rule(old: QualityRule, new: QualityRule, path: str, out: Changes) -> None:
    if (old.kind, old.metric, old.query, old.pattern, old.engine) != (
        new.kind,
        new.metric,
        new.query,
        new.pattern,
        new.engine,
    ):
        out.add("loosened", path, f"the quality rule {_said(new)} asks something else", new.at)
        return
    if (old.unit or "rows") != (new.unit or "rows"):
        what = f"the quality rule {_said(new)} counts {new.unit or 'rows'}, it was {old.unit or 'rows'}"
        out.add("loosened", path, what, new.at, "unit")
    elif old.limits != new.limits:
        what = f"the quality rule {_said(new)} says {_limits(new)}, it was {_limits(old)}"
        out.add(_effect(old.limits, new.limits), path, what, new.at)
    worse = _SEVERITIES.index(severity_of(new.severity)) - _SEVERITIES.index(severity_of(old.severity))
    if worse:
        what = f"the quality rule {_said(new)} is {severity_of(new.severity)}, it was {severity_of(old.severity)}"
        out.add("loosened" if worse < 0 else "compatible", path, what, new.at, "severity")
    if old.valid is not None and new.valid is not None and old.valid != new.valid:
        values_changed(old.valid, new.valid, path, new.at.of("arguments"), out)


def _limits(rule: QualityRule) -> str:
    return " and ".join(f"{limit.word} {', '.join(limit.values)}" for limit in rule.limits) or "nothing"


def _effect(old: Sequence[Limit], new: Sequence[Limit]) -> Effect:
    """Return whether limits hold less than before; those that cannot be compared count as loosened."""
    if len(old) != 1 or len(new) != 1:
        return "loosened" if len(new) <= len(old) else "compatible"
    first, last = old[0], new[0]
    try:
        before, after = [float(each) for each in first.values], [float(each) for each in last.values]
    except ValueError:
        return "loosened"
    if first.word == last.word and first.word in _ABOVE:
        return "compatible" if after <= before else "loosened"
    if first.word == last.word and first.word in _BELOW:
        return "compatible" if after >= before else "loosened"
    if first.word == last.word == "mustBeBetween" and len(before) == len(after) == 2:  # noqa: PLR2004 - low and high
        return "compatible" if before[0] <= after[0] and after[1] <= before[1] else "loosened"
    return "loosened"
