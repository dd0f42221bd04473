"""What initiatives of a portfolio may have in common: the file behind a data set, a KPI by its title."""

from __future__ import annotations

from trueup.core.rules.rule import Case
from trueup.core.rules.words import plain


def file_of(case: Case, data: str) -> str | None:
    """Return the file of a data set as the portfolio sees it, None where the data set has none.

    A source that is relative is seen from the initiative's document: `../shared/log.csv` of `a/initiative.yaml` is
    `shared/log.csv`.
    """
    source = case.initiative.data[data].source
    if source is None or "://" in source or source.startswith("/"):
        return source
    steps: list[str] = case.document.own.file.replace("\\", "/").split("/")[:-1]
    for step in source.replace("\\", "/").split("/"):
        if step == ".." and steps and steps[-1] != "..":
            steps.pop()
        elif step not in (".", ""):
            steps.append(step)
    return "/".join(steps)


def title_of(case: Case, kpi: str) -> str:
    """Return a KPI's title as it is compared with another; empty where it has none."""
    return plain(case.initiative.kpis[kpi].title or "")
