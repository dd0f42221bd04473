"""Representativeness: whether a part of the rows is spread like the whole that it shall stand for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from trueup.core.model.ask.fitness import Compared, ComparedColumn, ComparedOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import CheckResult, Dimension, Expectation, Severity
from trueup.core.readiness.fit_outcome import check_of, judged, unrun
from trueup.core.readiness.fit_subject import Fit

SHIFTED: Final = 0.1
"""Population stability index from which a shift is worth a look (Siddiqi 2006, as credit scoring has long used it)."""
SHIFTED_MUCH: Final = 0.25
"""Population stability index from which the populations are different ones (Siddiqi 2006)."""
FEWEST: Final = 100
"""Rows each side needs: ten for each tenth of an ordered column."""
OF_PILOT: Final = "pilot"
"""What goes into the ids of results about the pilot."""
_NORMAL_95: Final = 1.6448536269514722


def reference_results(
    fit: Fit, ask: ComparedOf, found: Compared | NotRun, name: str, what: str
) -> Iterator[CheckResult]:
    """Yield one result for each column that is spread differently, and one for all others; `name` goes into the ids."""
    about: tuple[str, str, Dimension] = (f"fit.{name}", what, "representativeness")
    looked = _looked(ask, found, name)
    if isinstance(looked, NotRun):
        yield unrun(fit, about, looked)
        return
    alike: list[str] = []
    expected = f"population stability index below {SHIFTED}, or no more than chance"
    for column in looked.columns:
        index = stability_index(column.part, column.whole)
        limit = max(SHIFTED, by_chance(column, looked))
        told = f"index {index:.3f}, Jensen-Shannon distance {jensen_shannon(column.part, column.whole):.3f}"
        if index < limit:
            alike.append(f"`{column.name}` {index:.3f}")
            continue
        severity: Severity = "warning" if index >= SHIFTED_MUCH and fit.is_used(column.name) else "info"
        own: tuple[str, str, Dimension] = (
            f"fit.{name}.{column.name}",
            f"{what}, in `{column.name}`",
            "representativeness",
        )
        expects = Expectation("<", (SHIFTED,), "value")
        check = check_of(fit, own, ask, columns=(column.name,), severity=severity, expects=expects)
        yield judged(
            check, fails=True, observed=f"{told} ({looked.part:,} rows beside {looked.whole:,})", expected=expected
        )
    check = check_of(fit, about, ask, expects=Expectation("<", (SHIFTED,), "value"))
    observed = f"{len(alike)} of {len(looked.columns)} columns alike ({looked.part:,} rows beside {looked.whole:,})"
    yield judged(check, fails=False, observed=observed, expected=expected)


def _looked(ask: ComparedOf, found: Compared | NotRun, name: str) -> Compared | NotRun:
    """Return what was seen, or why nothing of it can be compared."""
    if isinstance(found, NotRun):
        return found
    if name == OF_PILOT and not found.part:
        return NotRun("not_due", "the data holds no row of the pilot yet", "Look again when it runs.")
    if min(found.part, found.whole) < FEWEST:
        few = f"{found.part:,} rows beside {found.whole:,}: each side needs {FEWEST}"
        return NotRun("no_data", few, "Bring more rows.")
    if not found.columns:
        return NotRun("no_column", f"`{ask.whole.data}` has none of the columns to compare")
    return found


def stability_index(part: Sequence[int], whole: Sequence[int]) -> float:
    """Return the population stability index: sum of (p - q) ln(p / q), half a row added to each class against zeros."""
    p, q = _shares(part), _shares(whole)
    return sum((one - other) * math.log(one / other) for one, other in zip(p, q, strict=True))


def jensen_shannon(part: Sequence[int], whole: Sequence[int]) -> float:
    """Return the Jensen-Shannon distance (Endres and Schindelin 2003, base 2) of two spreads, from 0 to 1."""
    sizes = sum(part), sum(whole)
    if not all(sizes):
        return 0.0
    found = 0.0
    for one, other in zip(part, whole, strict=True):
        p, q = one / sizes[0], other / sizes[1]
        middle = (p + q) / 2
        found += sum(share / 2 * math.log2(share / middle) for share in (p, q) if share)
    return math.sqrt(max(0.0, found))


def by_chance(column: ComparedColumn, found: Compared) -> float:
    """Return what the index stays below in 95 of 100 samples of one population: (1/n + 1/m) times a chi-squared.

    Yurdakul (2018); the quantile by Wilson and Hilferty (1931), with one degree of freedom less than classes.
    """
    free = max(1, len(column.part) - 1)
    cube = 1 - 2 / (9 * free) + _NORMAL_95 * math.sqrt(2 / (9 * free))
    return (1 / found.part + 1 / found.whole) * free * cube**3


def _shares(counts: Sequence[int]) -> list[float]:
    total = sum(counts) + len(counts) / 2
    return [(n + 0.5) / total for n in counts]
