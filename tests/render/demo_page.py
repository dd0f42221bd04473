"""A page of invented figures that uses every macro and every chart once, to look at and to test.

PYTHONPATH=src python tests/render/demo_page.py report.html
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader

from trueup.render.charts.benefit import BenefitBars, BenefitRow
from trueup.render.charts.kpi import BaselineLine, KpiChart, MonthPoint, TargetLine
from trueup.render.charts.segments import SegmentBar
from trueup.render.charts.slice import ChainColumn, ChainLink, ChainNode, ChainSlice
from trueup.render.html.page import Figure, NavItem, environment

LATE = (0.221, 0.229, 0.246, 0.262, 0.254, 0.331, 0.305, 0.249, 0.158, 0.181, 0.192, 0.287)
SPREAD = (0.030, 0.034, 0.031, 0.033, 0.029, 0.038, 0.041, 0.030, 0.021, 0.022, 0.023, 0.041)


def late_chart() -> KpiChart:
    months = tuple(
        MonthPoint(date(2013, k + 1, 1), v, v - s, v + s) for k, (v, s) in enumerate(zip(LATE, SPREAD, strict=True))
    )
    return KpiChart(
        "Late arrivals by month",
        "Share of arrivals 15 minutes late or more, 2013. Highest in June, 33.1 %, lowest in September, 15.8 %. "
        "The baseline is 24.5 %, the target 22.5 % by the end of 2014.",
        True,
        (*months, MonthPoint(date(2014, 1, 1), 0.263, 0.19, 0.336, whole=False)),
        BaselineLine(0.2447, date(2013, 1, 1), date(2013, 12, 31)),
        TargetLine(0.225, date(2014, 12, 31)),
    )


def delay_chart() -> KpiChart:
    minutes = (15.9, 16.4, None, 17.8, 16.6, 24.1, 23.3, 14.9, 8.1)
    months = tuple(
        MonthPoint(date(2013, k + 1, 1), v, v - 1.9, v + 2.2) for k, v in enumerate(minutes) if v is not None
    )
    return KpiChart("Mean delay", "Minutes of delay per arrival; March is missing.", False, months)


def spend_bar() -> SegmentBar:
    return SegmentBar(
        "Remaining budget by segment",
        "Of €132k, €76k is aligned, €12k mandated, €13k on a KPI that does not qualify, €23k has no KPI, €8k no plan.",
        "EUR",
        (("aligned", 76_000.0), ("mandated", 12_000.0), ("unqualified", 13_200.0), ("no_kpi", 22_800.0),
         ("not_planned", 8_000.0)),
    )  # fmt: skip


def benefit_rows() -> BenefitBars:
    return BenefitBars(
        "Promised and evidenced benefit",
        "Late arrivals promise €645k a year and nothing of it is evidenced; rebooking promises €120k, €46k evidenced.",
        "EUR/year",
        (
            BenefitRow("Fewer late arrivals", 645_000, 0, 412_000, 1_030_000, "no pilot has run"),
            BenefitRow("Fewer rebookings", 120_000, 46_000, 70_000, 180_000, "back-test, 90 days"),
        ),
    )


def chain() -> ChainSlice:
    stories = [ChainNode(f"s{k}", f"E{k} stories: {n}") for k, n in ((1, "6 of 6"), (2, "11 of 12"), (3, "4 of 4"))]
    columns = (
        ChainColumn("Strategic objective", (ChainNode("so", "Punctual group 2015"),)),
        ChainColumn("Primary objective", (ChainNode("po", "Late arrivals from 24.5 % to 22.5 % in 2014"),)),
        ChainColumn(
            "KPI",
            (
                ChainNode("late", "Late arrivals"),
                ChainNode("cancelled", "Cancellations (guardrail)"),
                ChainNode("delay", "Mean delay per arrival (guardrail)", "warn"),
                ChainNode("mood", "Passenger satisfaction", "bad"),
            ),
        ),
        ChainColumn(
            "Operational goal",
            (ChainNode("g1", "Name flights to protect by 18:00 the day before"), ChainNode("g2", "Survey", "bad")),
        ),
        ChainColumn(
            "Epic",
            (
                ChainNode("e1", "Schedule and history feeds"),
                ChainNode("e2", "Protection list for the duty manager, with reasons for each flight", "warn"),
                ChainNode("e3", "Pilot at two hubs", "quiet"),
                ChainNode("e4", "Executive dashboard", "bad"),
                ChainNode("e5", "Passenger survey", "bad"),
            ),
        ),
        ChainColumn("Stories", (*stories, ChainNode("s4", "E4 stories: 5, no KPI", "bad"))),
    )
    pairs = (
        ("so", "po"), ("po", "late"), ("po", "cancelled"), ("po", "delay"), ("late", "g1"), ("cancelled", "g1"),
        ("g1", "e1"), ("g1", "e2"), ("e1", "s1"), ("e2", "s2"),
    )  # fmt: skip
    links = [ChainLink(a, b) for a, b in pairs]
    links += [ChainLink("delay", "g1", "warn"), ChainLink("g1", "e3", "quiet"), ChainLink("e3", "s3", "quiet")]
    links += [ChainLink("po", "mood", "bad"), ChainLink("mood", "g2", "bad"), ChainLink("g2", "e5", "bad")]
    links += [ChainLink("e4", "s4", "bad")]
    return ChainSlice("The chain", "From one strategic objective to 26 stories.", columns, tuple(links))


def figures() -> dict[str, Figure]:
    data, case = "examples/flights/data/flights.parquet", "initiative.yaml:41"
    return {
        "aligned": Figure(
            "57.6 %", "estimated", "Share of the remaining budget whose work reaches a measured, owned KPI.",
            "backlog.yaml, estimates of 14 Jan 2014", "15 Jan 2014", "Delivery manager", "of €132k",
        ),
        "evidenced": Figure(
            "6 %", "assumed", "Share of the promised benefit that effect evidence bears out at its lower 95 % bound.",
            case, "15 Jan 2014", "", "of €765k",
        ),
        "late": Figure(
            "24.47 %", "measured", "Arrivals 15 minutes late or more, of all arrivals. 95 % interval 23.0 % to 26.0 %.",
            data, "31 Dec 2013", "Head of operations",
        ),
        "orphans": Figure(
            "50,094", "measured", "Flights whose aircraft is not in planes.", data, "31 Dec 2013", "Fleet data",
            "flights",
        ),
        "payback": Figure(
            "unknown", "unknown",
            "Probability that the return covers the cost within 12 months; not run: cost is missing.",
        ),
        "price": Figure(
            "€60 to €150", "assumed", "Cost of one late arrival, P10 to P90.", case, "9 Jan 2014", "Finance", "each"
        ),
    }  # fmt: skip


def navigation() -> tuple[NavItem, ...]:
    return (
        NavItem("Goals", "#goals", "1", (NavItem("Late arrivals", "#kpi-late"), NavItem("Chain", "#chain"))),
        NavItem("Data", "#data", "2", (NavItem("Readiness", "#readiness", "5"), NavItem("Options", "#options"))),
        NavItem("Roadmap", "#roadmap", "", (NavItem("Spend", "#spend"), NavItem("Benefit", "#benefit"))),
        NavItem(
            "Decisions", "#decisions", "3", (NavItem("Findings", "#findings", "3"), NavItem("Figures", "#figures"))
        ),
    )


def demo(title: str = "Fewer late arrivals by protecting the right flights") -> str:
    """Return the page."""
    made = environment().overlay()
    made.loader = ChoiceLoader([FileSystemLoader(Path(__file__).parent), environment().loader])
    empty = KpiChart("Satisfaction", "Not measured.", True, ())
    view = {
        "title": title, "items": navigation(), "f": figures(), "late": late_chart(), "delay": delay_chart(),
        "empty": empty, "chain": chain(), "spend": spend_bar(), "benefit": benefit_rows(),
    }  # fmt: skip
    return made.get_template("demo.html.j2").render(view)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(demo(), encoding="utf-8")
