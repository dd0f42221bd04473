"""The page of `trueup data`: the heat table, what to fix first, and every check of every data set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import RowSample
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.results.checks import CheckResult, DataReadiness, Impact
from trueup.core.readiness.impact import Repair
from trueup.core.readiness.report import DataReport, is_not_due
from trueup.render.charts.numbers import amount, full_date
from trueup.render.charts.svg import anchor
from trueup.render.data_words import (
    PROFILED,
    failing,
    impact_words,
    outcome_words,
    owner_name,
    repair_words,
    since_words,
    skipped,
    standing,
    summary,
)
from trueup.render.html.data_heat import LEGEND, heat_table
from trueup.render.html.page import NavItem, page
from trueup.render.plain import count_of

_TAGS: Mapping[str, str] = {"blocks": "blocks", "error": "warns", "warning": "warns", "note": "notes"}


@dataclass(frozen=True, slots=True)
class FirstLine:
    """One thing to fix: what, why, its place, the money that hangs on it, and where more is told."""

    what: str
    why: str
    place: str
    money: str
    basis: str
    href: str


@dataclass(frozen=True, slots=True)
class FailingLine:
    """One check that fails, as it is told."""

    anchor: str
    tag: str
    id: str
    what: str
    outcome: str
    impact: tuple[str, ...]
    sample: RowSample | None
    owner: str
    where: str


@dataclass(frozen=True, slots=True)
class SetCard:
    """One data set: what fails, what did not run, what passed, what is not due; or why it was not read."""

    anchor: str
    name: str
    note: str
    aside: str
    unread: str
    fix: str
    page: str
    failing: tuple[FailingLine, ...]
    skipped: tuple[tuple[str, str], ...]
    passed: tuple[tuple[str, str], ...]
    waiting: tuple[tuple[str, str], ...]


def data_page(found: DataReport) -> str:
    """Return the readiness as a whole page, the same bytes for the same report."""
    initiative = found.document.initiative
    return page(
        "data.html.j2",
        {
            "title": initiative.title,
            "day": full_date(found.as_of),
            "summary": summary(found),
            "legend": LEGEND,
            "table": heat_table(initiative, found.readiness, linked=True),
            "first": tuple(
                (owner_name(found, owner), tuple(_first(found, repair) for repair in repairs))
                for owner, repairs in found.first().items()
            ),
            "sets": tuple(_card(found, each) for each in found.readiness),
            "items": _navigation(found),
            "foot": (
                f"trueup {found.version}, as of {full_date(found.as_of)}. Personal data is masked.",
                *((PROFILED,) if found.rows is not None and found.profiles else ()),
            ),
        },
    )


def _navigation(found: DataReport) -> tuple[NavItem, ...]:
    sets = tuple(
        NavItem(str(each.data), f"#{_set(each.data)}", str(len(failing(each.checks)) or "")) for each in found.readiness
    )
    first = (NavItem("Fix first", "#first"),) if found.first() else ()
    return (NavItem("Readiness", "#heat"), *first, *((NavItem("Data sets", sets[0].href, "", sets),) if sets else ()))


def _set(data: DataId) -> str:
    return anchor(f"set-{data}")


def _anchor(result: CheckResult) -> str:
    return anchor(f"check-{result.check.data}-{result.check.id}")


def _first(found: DataReport, repair: Repair) -> FirstLine:
    impact, currency = repair.impact, found.document.initiative.currency
    money = amount(impact.money, f"{currency}/year") if impact and impact.money is not None and currency else ""
    words = list(impact_words(impact, found.document.initiative)) if impact else []
    return FirstLine(
        repair_words(repair),
        " ".join(words),
        standing(repair.result),
        money,
        "assumed" if money else "",
        f"#{_anchor(repair.result)}",
    )


def _card(found: DataReport, each: DataReadiness) -> SetCard:
    why = found.unread.get(each.data)
    table = found.document.initiative.data[each.data]
    impacts = {impact.check: impact for impact in each.impacts}
    return SetCard(
        _set(each.data),
        str(each.data),
        table.title or "",
        _aside(each, why),
        f"It could not be read: {why.detail}." if why else "",
        why.fix if why else "",
        found.pages.get(each.data, ""),
        tuple(_failing(found, result, impacts.get(result.check.id)) for result in failing(each.checks)),
        _lines(skipped(each.checks)),
        tuple((r.check.id, f"{r.check.what}. {r.observed}") for r in each.checks if r.outcome == "pass"),
        _lines(result for result in each.checks if is_not_due(result)),
    )


def _aside(each: DataReadiness, why: NotRun | None) -> str:
    if why is not None or each.rows is None:
        return "not read"
    drawn = f" ({each.drawn.rows:,} sampled)" if each.drawn else ""
    return f"{count_of(each.rows, 'row')}{drawn}, {count_of(len(each.checks), 'check')}"


def _failing(found: DataReport, result: CheckResult, impact: Impact | None) -> FailingLine:
    check, since = result.check, since_words(result, found.as_of.isoformat())
    return FailingLine(
        _anchor(result),
        _TAGS[standing(result)],
        check.id,
        check.what,
        outcome_words(result) + (f"; {since}" if since else ""),
        tuple(impact_words(impact, found.document.initiative)) if impact else (),
        result.sample if result.sample and result.sample.rows else None,
        owner_name(found, check.owner),
        check.where,
    )


def _lines(results: Iterable[CheckResult]) -> tuple[tuple[str, str], ...]:
    return tuple((result.check.id, f"{result.check.what}. {outcome_words(result)}") for result in results)
