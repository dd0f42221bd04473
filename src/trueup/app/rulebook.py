"""The rules of a run: the catalogue and the rules of other packages, held as the portfolio says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from trueup.adapters.plugins import Plugin, plugins
from trueup.core.base.finding import Finding
from trueup.core.base.record import dataclass
from trueup.core.model.document import Source
from trueup.core.model.initiative import Portfolio
from trueup.core.rules.catalogue import CATALOGUE, PORTFOLIO_CATALOGUE, RUN_CATALOGUE
from trueup.core.rules.hold import held, ruling_faults
from trueup.core.rules.rule import PortfolioRule, Rule
from trueup.core.rules.run import Skipped
from trueup.core.rules.waive import NEVER, waiver_faults

if TYPE_CHECKING:
    from trueup.core.model.waiver import Waiver


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules over an initiative, those over a portfolio, and what of all rules is left out and why."""

    rules: tuple[Rule, ...]
    over: tuple[PortfolioRule, ...]
    left_out: tuple[Skipped, ...] = ()
    over_left_out: tuple[Skipped, ...] = ()


def rulebook(portfolio: Portfolio | None = None) -> Rulebook:
    """Return the rules as a portfolio holds them; without one, as the catalogue and other packages define them."""
    whole = all_rules()
    if portfolio is None or not portfolio.rules:
        return whole
    rules, left_out = held(whole.rules, portfolio.rules)
    over, over_left_out = held(whole.over, portfolio.rules)
    return Rulebook(rules, over, (*whole.left_out, *left_out), over_left_out)


@lru_cache(maxsize=1)
def all_rules() -> Rulebook:
    """Return the catalogue with the rules of other packages; what cannot be used of these is left out, with why."""
    return with_plugins(plugins())


def with_plugins(found: Iterable[Plugin]) -> Rulebook:
    """Return the catalogue with what was registered: a rule or a list of rules a name."""
    rules: list[Rule] = list(CATALOGUE)
    over: list[PortfolioRule] = list(PORTFOLIO_CATALOGUE)
    taken = {each.code for each in rules} | {each.code for each in over} | {each.code for each in RUN_CATALOGUE}
    left_out: list[Skipped] = []
    for plugin in found:
        if plugin.problem is not None:
            left_out.append(Skipped(plugin.name, plugin.name, f"its package cannot be loaded: {plugin.problem}"))
            continue
        for each in plugin.value if isinstance(plugin.value, tuple | list) else (plugin.value,):
            if isinstance(each, Rule | PortfolioRule) and (each.code in taken or each.code.startswith(NEVER)):
                left_out.append(Skipped(each.code, each.name, f"`{plugin.name}` gives the code {each.code} once more"))
            elif isinstance(each, Rule):
                rules.append(each)
            elif isinstance(each, PortfolioRule):
                over.append(each)
            else:
                problem = f"`{plugin.name}` registers a {type(each).__name__}, not a rule"
                left_out.append(Skipped(plugin.name, plugin.name, problem))
            taken.update({each.code} if isinstance(each, Rule | PortfolioRule) else ())
    return Rulebook(tuple(rules), tuple(over), tuple(left_out))


def faults_of_waivers(source: Source, waivers: Sequence[Waiver]) -> tuple[Finding, ...]:
    """Return a fault for every waiver of a rule that does not exist."""
    whole = all_rules()
    codes = [(each.code, each.name) for each in whole.rules] + [(each.code, each.name) for each in whole.over]
    return waiver_faults(source, waivers, codes) if waivers else ()


def faults_of_rulings(source: Source, portfolio: Portfolio) -> tuple[Finding, ...]:
    """Return what is wrong in what a portfolio says about rules."""
    whole = all_rules()
    if not portfolio.rules:
        return ()
    from trueup.core.gates.signatures.catalogue import SIGNATURE_CATALOGUE  # loaded where a ruling may name one of them

    return ruling_faults(source, portfolio.rules, (*whole.rules, *whole.over, *RUN_CATALOGUE, *SIGNATURE_CATALOGUE))
