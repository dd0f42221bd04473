"""OBJ012."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trueup.core.rules.lookups import deciding
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import level

_MEASURE: Final = re.compile(
    r"\d|%|\b(?:zero|none|no|nobody|never|every|all|half|halve[ds]?|double[ds]?|twice|triple[ds]?|third|quarter|percent|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|million|"
    r"null|kein\w*|halb\w*|verdoppel\w*|prozent|eine[mnrs]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|"
    r"zwanzig|hundert|tausend|"
    r"deux|trois|quatre|cinq|dix|vingt|cent|moitié|doubler|dos|tres|cuatro|cinco|diez|veinte|ciento|mitad|doblar)\b",
    re.IGNORECASE,
)
"""Figures and words for figures; one of them in a sentence is enough."""


@rule("OBJ012", "statement-without-measure", "notes", "discovery")
def statement_without_measure(case: Case) -> Iterator[Flag]:
    """The objective's sentence says neither how much nor by when, though its KPI does.

    Why it matters:
        The sentence is what people quote, agree to and sign; the KPI below it few of them read. "Better claims
        handling" means to each what they hoped for. Where no KPI decides or it has no target, that is told instead
        (OBJ002, KPI003).

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims faster, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims, target: {value: 10, by: 2026-12-31}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in 10 days by the end of 2026, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims, target: {value: 10, by: 2026-12-31}}
        ```

    How to fix:
        Write the target and the day of the deciding KPI into `objective.statement`, in the words of the business.
    """
    objective, first = case.initiative.objective, deciding(case)
    if objective is None or first is None or _MEASURE.search(objective.statement):
        return
    kpi = case.initiative.kpis[first]
    if kpi.target is None or kpi.target.by is None:
        return
    wanted = f"{level(kpi.target.value, kpi.unit)} by {kpi.target.by}"
    yield Flag(
        "objective.statement",
        f"The objective's sentence says neither how much nor by when; its KPI `{first}` says {wanted}.",
        f"Write {wanted} into `objective.statement`: it is what people read and sign.",
        owner=objective.owner,
    )
