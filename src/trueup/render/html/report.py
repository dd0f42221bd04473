"""The report: an assessment as one page, the same bytes for the same assessment."""

from __future__ import annotations

from trueup.core.gates.actions import Action
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.torn import TORN
from trueup.core.model.ask.identity import NotRun
from trueup.render.beyond import NAMES, together_lines
from trueup.render.charts.numbers import full_date
from trueup.render.html import decisions, roadmap, stand
from trueup.render.html.chain import chain, chain_lead
from trueup.render.html.data import data_rows, option_rows
from trueup.render.html.data_heat import heat_table
from trueup.render.html.figures import (
    evidenced_figure,
    kpi_figure,
    months_ground,
    promised_figure,
    readiness_ground,
    spend_figure,
    standing_line,
    stated_ground,
)
from trueup.render.html.goals import kpis
from trueup.render.html.page import NavItem, page
from trueup.render.killed import REVIVAL
from trueup.render.mvp import mvp_line
from trueup.render.plain import count_of, level, money, more_like_it, person

LONGEST_TITLE = 300
"""Characters of the title that the head of the page shows; the rest is cut with an ellipsis."""


def report_html(found: Assessment) -> str:
    """Return the report of an assessment as a whole page."""
    return page("report.html.j2", view(found))


def view(found: Assessment) -> dict[str, object]:
    """Return every name that the template uses."""
    return {
        "a": found,
        **_head(found),
        **_key_figures(found),
        "banner": stand.banner(found),
        "track": stand.track(found),
        "open_gates": stand.open_gates(found),
        "agreed_gates": stand.agreed_gates(found),
        **_next(found),
        "kpis": kpis(found),
        "chain": chain(found),
        "chain_lead": chain_lead(found),
        "rows": data_rows(found),
        "heat": heat_table(found.document.initiative, found.evidence.readiness.values()),
        "options": option_rows(found),
        "readiness_ground": readiness_ground(found),
        "stated": lambda what: stated_ground(found, what),
        "mvp": mvp_line(found),
        "spend": roadmap.spend(found),
        "benefit": roadmap.benefit(found),
        "findings": decisions.findings(found),
        "due": len(found.due()),
        "repeated": decisions.repeated(found),
        "later": decisions.later(found),
        "waived": decisions.waived(found),
        "stages": found.stages,
        "stage_names": NAMES,
        "together": tuple(together_lines(found.together)) if found.together else (),
        "skipped": found.skipped,
        "assumptions": decisions.assumptions(found),
        "items": _navigation(found),
        "foot": _foot(found),
        "money": money,
        "person": lambda who: person(found.document.initiative, who),
        "count_of": count_of,
    }


def _head(found: Assessment) -> dict[str, object]:
    initiative, portfolio = found.document.initiative, found.document.portfolio
    objective = initiative.objective
    strategic = portfolio.strategic_objectives if portfolio else {}
    cut = initiative.title if len(initiative.title) <= LONGEST_TITLE else f"{initiative.title[:LONGEST_TITLE]}…"
    return {
        "title": cut,
        "crumbs": tuple(strategic[n].statement if n in strategic else n for n in initiative.supports),
        "objective": objective.statement if objective else "No objective is written down yet.",
        "meta": (
            ("Owner", person(initiative, objective.owner if objective else None)),
            ("Phase", f"{found.phase.capitalize()}{', killed' if found.killed else ''}"),
            ("As of", full_date(found.as_of)),
        ),
    }


def _key_figures(found: Assessment) -> dict[str, object]:
    initiative, spend = found.document.initiative, found.evidence.spend
    objective = initiative.objective
    name = objective.kpi if objective and objective.kpi in initiative.kpis else None
    effort = not isinstance(spend, NotRun) and not spend.unit.isupper()
    return {
        "spend_word": "Aligned effort" if effort else "Aligned spend",
        "spend_figure": spend_figure(found),
        "spend_line": roadmap.spend_line(found),
        "promised_figure": promised_figure(found),
        "range_line": roadmap.range_line(found),
        "evidenced_figure": evidenced_figure(found),
        "benefit_line": roadmap.benefit_line(found),
        "deciding": name,
        "deciding_title": (initiative.kpis[name].title or name) if name else "",
        "deciding_figure": kpi_figure(name, initiative.kpis[name], found) if name else None,
        "deciding_target": _under(found, name) if name else "",
        "rivals_ground": months_ground(initiative.kpis[name], found) if name else None,
    }


def _under(found: Assessment, name: str) -> str:
    """Return the line below the deciding KPI: what its figure is where it is no measured baseline, and its target."""
    said = standing_line(name, found.document.initiative.kpis[name], found)
    return "; ".join(part for part in (said, _target(found, name)) if part)


def _next(found: Assessment) -> dict[str, object]:
    """Return what the card of the next actions uses."""
    lead = "What the kill leaves to do" if found.killed else "What opens the gate first, with the money behind it"
    return {
        "actions": found.actions,
        "next_lead": lead,
        "idle": _idle(found),
        "more_like_it": more_like_it,
        "people": lambda action: _people(found, action),
    }


def _idle(found: Assessment) -> tuple[str, str]:
    """Return what is said where there is nothing to do: that, and what would come next."""
    if found.killed is not None:
        return "Nothing is left to do.", f"{REVIVAL}."
    return "Nothing that is due is open.", "Take the initiative to its next phase: give `--phase` the next gate's name."


def _people(found: Assessment, action: Action) -> str:
    """Return everybody who should do something, by name."""
    initiative = found.document.initiative
    return ", ".join(person(initiative, each) for each in action.everyone) or person(initiative, None)


def _target(found: Assessment, name: str) -> str:
    kpi = found.document.initiative.kpis[name]
    if kpi.target is None:
        return "no target yet"
    by = f" by {full_date(kpi.target.by)}" if kpi.target.by else ", no date"
    return f"target {level(kpi.target.value, kpi)}{by}"


def _navigation(found: Assessment) -> tuple[NavItem, ...]:
    initiative, due = found.document.initiative, len(found.due())
    return (
        NavItem(
            "Goals", "#goals", "", (NavItem("KPIs", "#kpis", str(len(initiative.kpis))), NavItem("Chain", "#chain"))
        ),
        NavItem(
            "Data",
            "#data",
            "",
            (
                NavItem("Readiness", "#readiness", str(len(initiative.data))),
                NavItem("Options", "#options", str(len(initiative.options))),
            ),
        ),
        NavItem("Roadmap", "#roadmap", "", (NavItem("Spend", "#spend"), NavItem("Benefit", "#benefit"))),
        NavItem(
            "Decisions", "#decisions", "", (NavItem("Gates", "#gates"), NavItem("Findings", "#findings", str(due)))
        ),
    )


def _foot(found: Assessment) -> tuple[str, ...]:
    data = "; ".join(f"{name} {digest.rpartition(':')[2][:12]}" for name, digest in sorted(found.fingerprints.items()))
    rules = f"{count_of(len(found.ran), 'rule')} ran, {len(found.skipped)} did not."
    return (
        f"trueup {found.version}, as of {full_date(found.as_of)}, phase {found.phase}. {rules}",
        *_ledger(found),
        f"Document {found.digest.rpartition(':')[2][:12]}" + (f". Data: {data}" if data else ". No data was read."),
    )


def _ledger(found: Assessment) -> tuple[str, ...]:
    """Return the ledger's head: against it `trueup verify --head` finds whether anybody shortened the ledger."""
    if found.agreed is None or not found.agreed.heads:
        return ()
    count = found.agreed.entries
    torn = f"; {TORN}" if found.agreed.torn else ""
    return (f"Ledger: {count:,} {'entry' if count == 1 else 'entries'}, head {', '.join(found.agreed.heads)}{torn}",)
