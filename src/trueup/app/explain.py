"""One rule in full, by code or name."""

from __future__ import annotations

from trueup.app.rulebook import all_rules
from trueup.core.base.errors import TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.gates.signatures.catalogue import SIGNATURE_CATALOGUE
from trueup.core.rules.catalogue import RUN_CATALOGUE
from trueup.core.rules.rule import AnyRule
from trueup.render.rules import rule_text


def every_rule() -> tuple[AnyRule, ...]:
    """Return every rule: over an initiative, over a portfolio (those of other packages among them), then the later."""
    book = all_rules()
    return (*book.rules, *book.over, *RUN_CATALOGUE, *SIGNATURE_CATALOGUE)


def explain(wanted: str) -> str:
    """Return the documentation of a rule as text; raises `TrueupError` for one that does not exist."""
    rules = every_rule()
    for rule in rules:
        if wanted.upper() == rule.code or wanted.lower() == rule.name:
            return rule_text(rule)
    hint = nearest(wanted.upper(), (rule.code for rule in rules)) or nearest(
        wanted.lower(), (rule.name for rule in rules)
    )
    fix = f"Did you mean {hint}? `trueup rules` lists all." if hint else "`trueup rules` lists all."
    raise TrueupError.option(f"There is no rule `{wanted}`.", "explain", fix)
