"""A page of invented figures that uses every macro and every chart once, to look at and to test.

    PYTHONPATH=src python tests/render/demo_page.py report.html
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from jinja2 import ChoiceLoader, DictLoader

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
            "50,094", "measured", "Flights whose aircraft is not in planes.", data, "31 Dec 2013", "Fleet data", "flights"
        ),
        "payback": Figure(
            "unknown", "unknown", "Probability that the return covers the cost within 12 months; not run: cost is missing.",
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
        NavItem("Decisions", "#decisions", "3", (NavItem("Findings", "#findings", "3"), NavItem("Figures", "#figures"))),
    )


BODY = """{% extends "base.html.j2" %}
{% import "_macros.html.j2" as ui with context %}
{% block title %}{{ title }} · trueup{% endblock %}
{% block nav %}{{ ui.nav(items, "As of 15 Jan 2014") }}{% endblock %}
{% block main %}
{{ ui.head(("Northeast Air Group", "Punctual group 2015"), title,
   "Cut arrivals 15 minutes late or more from 24.5 % to 22.5 % in 2014, without padding the timetable.",
   (("Owner", "Head of operations"), ("Accountable", "Delivery manager"), ("Gate", "Feasibility"), ("As of", "15 Jan 2014"))) }}
<section class="strip" aria-label="Key figures">
{% call ui.key_figure("Aligned spend", f.aligned) %}<span class="low">€23k</span> reaches no KPI{% endcall %}
{% call ui.key_figure("Evidenced benefit", f.evidenced) %}baseline measured for 84 %{% endcall %}
{% call ui.key_figure("Late arrivals, 2013", f.late) %}target 22.5 % by 31 Dec 2014{% endcall %}
{% call ui.key_figure("Flights without aircraft", f.orphans) %}blocks the ML option only{% endcall %}
{% call ui.key_figure("Pays back within 12 months", f.payback) %}due at Blueprinting{% endcall %}
</section>
{{ ui.bases_key() }}
{% call ui.part("stand", "Where it stands", quiet=true) %}
{% call ui.card("gates", "Phase gates", aside="3 of 5 not due") %}
{% call ui.gates() %}
{{ ui.gate("Discovery", "behind", "6 of 7 content", "0 of 2 signatures") }}
{{ ui.gate("Feasibility", "here", "Closed: 4 of 9 met", "2 not met, 3 unknown", now=true) }}
{{ ui.gate("Blueprinting", "later", "Not due") }}
{{ ui.gate("Planning", "later", "Not due") }}
{{ ui.gate("Execution", "later", "Not due") }}
{% endcall %}
<div class="rule"><h4>Open for Feasibility</h4><ul class="crits">
{{ ui.criterion("bad", "Not met", "The data of each option is fit: `ml` uses weather observed after departure.", "FIT-002") }}
{{ ui.criterion("quiet", "Unknown", "A non-AI option was valued: the rule has no effect evidence.", "EVI-001") }}
{{ ui.criterion("ok", "Met", "Every data set has an owner.") }}
</ul></div>
{% endcall %}
{% call ui.card("next", "Next", "Five actions open the gate; the first two carry most of the money.") %}
<ol class="acts">
{{ ui.action("Agree on one definition of late", "Finance counts more than 15 minutes of all scheduled flights.", "Head of operations", "initiative.yaml:18", "€645k", "a year hangs on it", href="#ALN-004") }}
{{ ui.action("Give `satisfaction` an owner", "22 days of work advance a KPI nobody answers for.", "Sponsor", "initiative.yaml:57", "€13k", "of budget") }}
{{ ui.action("Replace observed weather by the forecast", "It is not known at 18:00 the day before.", "Technical lead", "initiative.yaml:88") }}
</ol>
{% endcall %}
{% endcall %}
{% call ui.part("goals", "Goals", "One objective, the KPI that decides it, and what must not get worse.") %}
{% call ui.kpi_card("kpi-late", "Late arrivals", "Share of arrivals 15 minutes late or more; decides the objective", kpi_chart(late, "kpi.late")) %}
{% call ui.fact("Baseline, 2013") %}{{ ui.figure(f.late, align="right") }}<small>23.0 % to 26.0 %</small>{% endcall %}
{% call ui.fact("Target") %}22.5 %<small>by 31 Dec 2014</small>{% endcall %}
{% call ui.fact("Price of one") %}{{ ui.figure(f.price, align="right") }}{% endcall %}
{% call ui.fact("Counted") %}327,346<small>of 336,776 flights; 9,430 never arrived</small>{% endcall %}
{% call ui.fact("Owner") %}Head of operations{% endcall %}
{% endcall %}
<div class="two even">
{% call ui.card("kpi-delay", "Mean delay", "Guardrail, minutes per arrival") %}{{ kpi_chart(delay, "kpi.delay") }}{% endcall %}
{% call ui.card("kpi-mood", "Passenger satisfaction", "Nobody owns it") %}{{ kpi_chart(empty, "kpi.mood") }}{% endcall %}
</div>
{% call ui.card("chain", "From objective to story", "21 of 26 stories reach the objective through a measured KPI") %}{{ chain_slice(chain, "chain") }}{% endcall %}
{% endcall %}
{% call ui.part("data", "Data", "What was asked of the data, and what it answered.") %}
{% call ui.card("readiness", "Data readiness", "Measured on 15 Jan 2014; five data sets", long=true) %}
{% call ui.table("Data readiness", ("Data set", "Rows", "Missing", "Keys", "References", "Newest", "Owner"), (1,)) %}
<tr role="row">{{ ui.rowhead("flights", "flights.parquet") }}{{ ui.cell("Rows", "336,776", true) }}{{ ui.cell("Missing", "2.8 % of arr_delay") }}
{% call ui.cell("Keys") %}{{ ui.state("ok", "unique") }}{% endcall %}
{% call ui.cell("References") %}{{ ui.state("bad", "50,094 orphans") }}<br><small>tailnum to planes; €0 of the rule, all of `ml`</small>{% endcall %}
{{ ui.cell("Newest", "31 Dec 2013") }}{{ ui.cell("Owner", "Operations control") }}</tr>
<tr role="row">{{ ui.rowhead("planes", "planes.parquet") }}{{ ui.cell("Rows", "3,322", true) }}{{ ui.cell("Missing", "99.3 % of speed") }}
{% call ui.cell("Keys") %}{{ ui.state("ok", "unique") }}{% endcall %}{% call ui.cell("References") %}{{ ui.state("quiet", "none asked") }}{% endcall %}
{{ ui.cell("Newest", "no date") }}{% call ui.cell("Owner") %}{{ ui.state("warn", "nobody") }}{% endcall %}</tr>
{% endcall %}
{% call ui.more("Show the months of late arrivals") %}
{% call ui.table("Late arrivals by month", ("Month", "Late", "95 % interval"), (1, 2)) %}
{% for m in late.months %}<tr role="row">{{ ui.rowhead(m.first) }}{{ ui.cell("Late", m.value, true) }}{{ ui.cell("95 % interval", "%.3f to %.3f" % (m.low, m.high), true) }}</tr>{% endfor %}
{% endcall %}{% endcall %}
{% endcall %}
{% call ui.card("options", "Options", "AI is one of four ways") %}
{% call ui.table("Options", ("Option", "State", "Why", "Evidence")) %}
<tr role="row">{{ ui.rowhead("Rule: departs 15:00 or later", "33.2 % late against 17.9 %") }}{% call ui.cell("State") %}{{ ui.state("ok", "may go on") }}{% endcall %}
{{ ui.cell("Why", "Uses only the timetable, which is complete.") }}{% call ui.cell("Evidence") %}{{ ui.figure(f.late, align="right") }}{% endcall %}</tr>
<tr role="row">{{ ui.rowhead("Machine learning") }}{% call ui.cell("State") %}{{ ui.state("bad", "held") }}{% endcall %}
{{ ui.cell("Why", "Aircraft unknown for 50,094 flights; observed weather leaks.") }}{% call ui.cell("Evidence") %}{{ ui.figure(f.orphans, align="right") }}{% endcall %}</tr>
{% endcall %}{% endcall %}
{% endcall %}
{% call ui.part("roadmap", "Roadmap", "What the money is for, and what it promises.") %}
{% call ui.card("spend", "Where the remaining money goes", "€132k for 220 days, priced 14 of 14 items") %}{{ segment_bar(spend, "spend") }}{% endcall %}
{% call ui.card("benefit", "Promised and evidenced benefit", "A year at full rate, P50; evidence counts at its lower 95 % bound") %}{{ benefit_bars(benefit, "benefit") }}{% endcall %}
{% endcall %}
{% call ui.part("decisions", "Decisions") %}
{% call ui.card("findings", "Findings", "3 open of 15 rules", long=true) %}
<ul class="finds">
{{ ui.finding("ALN-004", "blocks", "KPI-007", "KPI `late` is defined twice", "Agree on one definition and delete the other.", "Finance counts 23.1 %, operations 24.5 %; the benefit differs by €210k.", "Head of operations", "initiative.yaml:18") }}
{{ ui.finding("KPI-001", "warns", "KPI-001", "KPI `satisfaction` has no owner", "Add `owner:` with the id of the person who answers for it.", "", "", "initiative.yaml:57") }}
{{ ui.finding("ALN-001", "notes", "ALN-001", "Epic `E4` advances no KPI", "Add `advances:`, or drop it.", "38 days, €23k.", "Delivery manager", "backlog.yaml:9") }}
</ul>
{% call ui.more("4 findings of later phases") %}<p class="quietline">Planning: `E3` has no acceptance criteria, and 3 more.</p>{% endcall %}
{% endcall %}
{% call ui.card("figures", "Figures and assumptions", "Each with its definition and who vouches for it", long=true) %}
{% call ui.table("Figures and assumptions", ("Figure", "Value", "Basis", "Definition", "Source", "Who")) %}
{% for name, one in f.items() %}
<tr role="row">{{ ui.rowhead(name) }}{{ ui.cell("Value", one.value ~ " " ~ one.unit) }}{% call ui.cell("Basis") %}{{ ui.mark(one.basis, false) }} {{ one.basis }}{% endcall %}
{{ ui.cell("Definition", one.definition) }}{{ ui.cell("Source", one.source) }}{{ ui.cell("Who", one.by or "nobody yet") }}</tr>
{% endfor %}{% endcall %}{% endcall %}
<p>{{ ui.tag("blocks") }} closes the gate, {{ ui.tag("warns") }} should be mended, {{ ui.tag("notes") }} is good to know.</p>
{% endcall %}
{% endblock %}
{% block foot %}{{ ui.foot(("trueup 0.1.0, as of 15 Jan 2014", "document/1:9f2c41d07a, data sha256:77ab01c2")) }}{% endblock %}
"""


def demo(title: str = "Fewer late arrivals by protecting the right flights") -> str:
    """Return the page."""
    made = environment().overlay()
    made.loader = ChoiceLoader([DictLoader({"demo.html.j2": BODY}), environment().loader])
    empty = KpiChart("Satisfaction", "Not measured.", True, ())
    view = {
        "title": title, "items": navigation(), "f": figures(), "late": late_chart(), "delay": delay_chart(),
        "empty": empty, "chain": chain(), "spend": spend_bar(), "benefit": benefit_rows(),
    }  # fmt: skip
    return made.get_template("demo.html.j2").render(view)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(demo(), encoding="utf-8")
