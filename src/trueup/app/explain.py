"""One rule in full, by code or name."""

from __future__ import annotations

from trueup.core.base.errors import TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.rules.catalogue import CATALOGUE
from trueup.render.rules import rule_text


def explain(wanted: str) -> str:
    """Return the documentation of a rule as text; raises `TrueupError` for one that does not exist."""
    for rule in CATALOGUE:
        if wanted.upper() == rule.code or wanted.lower() == rule.name:
            return rule_text(rule)
    hint = nearest(wanted.upper(), (rule.code for rule in CATALOGUE)) or nearest(
        wanted.lower(), (r.name for r in CATALOGUE)
    )
    fix = f"Did you mean {hint}? `trueup rules` lists all." if hint else "`trueup rules` lists all."
    raise TrueupError.option(f"There is no rule `{wanted}`.", "explain", fix)
