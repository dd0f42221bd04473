"""The year of the flights initiative as data: edits of its files and calls of the CLI, each on its day. All invented.

The data is that of 2013; the people, the money and what they decide are made up for the example.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AT: Final = "examples/flights-2014"
BEFORE: Final = "examples/before"
MINUTES: Final = f"{AT}/minutes/2014-03-17.md"


@dataclass(frozen=True)
class Edit:
    """A text of a file that is replaced; it stands there exactly once, or `often` times."""

    old: str
    new: str
    file: str = "initiative.yaml"
    often: int = 1


@dataclass(frozen=True)
class Keep:
    """The example is kept as it is here, in a folder beside it, to be compared with later."""

    folder: str


@dataclass(frozen=True)
class Call:
    """A verb on a day with the exit status it has to leave with; what it says is kept under a name."""

    day: str
    words: tuple[str, ...]
    status: int = 0
    name: str = ""


def call(day: str, *words: str, status: int = 0, name: str = "") -> Call:
    """Return a call about the example that leaves no evidence but the agreements."""
    return Call(f"2014-{day}", (*words, AT, "--no-evidence"), status, name)


def sign(day: str, who: str, phase: str, *more: str, status: int = 0, name: str = "") -> Call:
    return call(day, "sign", "--as", who, "--phase", phase, *more, status=status, name=name)


def decide(day: str, choice: str, phase: str, note: str, *conditions: str, status: int = 0, name: str = "") -> Call:
    asked = [word for each in conditions for word in ("--condition", each)]
    more = ("--as", "coo", "--role", "sponsor", "--phase", phase, "--note", note)
    return call(day, "decide", choice, *more, *asked, status=status, name=name)


def assess(day: str, name: str) -> Call:
    return call(day, "assess", name=name)


HEAD: Final = (
    "# The example of trueup: real flights, an invented airline group. What is measured comes from the flights of 2013 "
    "that left\n# New York (data/, see ATTRIBUTION.md); costs, dates and people are invented and show as assumed.\n"
)
COMPETING: Final = """\
  late_finance:
    title: Late arrivals as Finance reports them
    instead_of: late
    owner: cfo
    value: coalesce(arr_delay > 15, false)    # more than 15 minutes, as a share of all scheduled flights
    because: The quarterly report to the lenders counts it so

"""
SUMMER: Final = """\
  late_summer:
    title: Late arrivals from the summer baseline
    instead_of: late
    owner: marketing-lead
    baseline: {from: 2013-06-01, to: 2013-07-31}
    because: The complaints are from those months

"""
FORECAST: Final = """\
  forecast:
    kind: ml
    title: Learn which flights will be late
"""
USES: Final = (
    "    uses: [flights.sched_dep_time, flights.carrier, flights.dest, planes.year, planes.seats, "
    "weather.wind_speed, weather.visib]\n"
)
LESS: Final = "    uses: [flights.sched_dep_time, flights.carrier, flights.dest, planes.year, planes.seats]\n"
COST: Final = "    build_cost: 90000..160000\n"
RULE: Final = "    because: In 2013 these were 33.2 % late, earlier ones 17.9 %\n"

HEARD: Final = """\
stakeholders:
  coo:
    side: business
    wants: Fewer passengers who miss their connection
    priorities: {late: 70, cancelled: 20, mean_delay: 10}
    heard: 2014-01-07
  it-lead:
    side: technology
    wants: One figure that the dispatch tool can be built for
    priorities: {late: 60, cancelled: 20, mean_delay: 20}
    heard: 2014-01-08
  ops-data-lead:
    side: data
    wants: Figures from the flight log, not from hand-kept lists
    priorities: {late: 55, cancelled: 25, mean_delay: 20}
    heard: 2014-01-08

"""

BEGUN: Final = (
    Edit(
        HEAD,
        "# A year in the life of ../flights: what this document said at the end of 2014. See README.md; all of it is "
        "invented\n# but the flights.\n",
    ),
    Edit("source: data/", "source: ../flights/data/", often=5),
    Edit(
        "options:\n",
        HEARD + "reviews:\n  steering: {title: Whether it still serves the objective, owner: coo, "
        "with: [it-lead, cfo, ops-data-lead],\n    every: 100 days, starts: 2014-01-15}\n\noptions:\n",
    ),
    Edit(
        "coo: {name: Chief operating officer,", "coo: {name: Chief operating officer, role: sponsor,", "portfolio.yaml"
    ),
)

DISCOVERY: Final = (
    sign("01-13", "coo", "discovery"),
    sign("01-14", "it-lead", "discovery", "--role", "sponsor", status=2, name="role not held"),
    sign("01-14", "it-lead", "discovery"),
    decide("01-15", "go", "discovery", "We know enough", status=2, name="go refused"),
    Edit(COMPETING, ""),
    Edit(SUMMER, ""),
    decide("01-24", "go", "discovery", "Finance reports as operations counts, from the second quarter on", name="go"),
)

FEASIBILITY: Final = (
    sign("02-10", "it-lead", "feasibility"),
    sign("02-11", "coo", "feasibility"),
    call("02-12", "assess", name="agreed"),
)

OBJECTIVE: Final = (
    Keep(BEFORE),
    Edit("or more to 22.5 % in 2014", "or more to 24 % in 2014"),
    Edit("target: {value: 22.5 %, by: 2014-12-31}", "target: {value: 24 %, by: 2014-12-31}"),
    assess("03-10", "lapsed"),
    Call("2014-03-10", ("diff", BEFORE, AT), name="diff"),
    decide("03-10", "go", "discovery", "It is nearly the same", status=2, name="go lapsed"),
    call(
        *("03-12", "review", "steering", "--as", "coo", "--role", "sponsor", "--attended", "coo,it-lead,cfo"),
        *("--note", "22.5 % in one year was a wish; 24 % is what the rule can bring"),
        name="drift",
    ),
    sign("03-14", "it-lead", "discovery"),
    sign("03-17", "coo", "discovery", "--recorded", MINUTES, "--by", "it-lead", status=2, name="recorder is signer"),
    sign("03-17", "coo", "discovery", "--recorded", MINUTES, "--by", "network-lead", name="recorded"),
    decide("03-18", "go", "discovery", "24 % in 2014, and 22.5 % stays wanted"),
)

CONSENSUS: Final = (
    decide("03-20", "hold", "feasibility", "The forecast asks for weather that nobody knows at 18:00", name="hold"),
    assess("03-20", "held"),
    Edit(USES, LESS),
    call(
        *("04-01", "waive", "DAT004", "data.flights.references.tailnum", "--by", "fleet-data-lead", "--as", "coo"),
        *("--role", "sponsor", "--until", "2015-03-31"),
        *("--because", "AA and MQ report fleet numbers; the afternoon rule needs no aircraft"),
        name="waived",
    ),
    sign("04-02", "it-lead", "feasibility"),
    sign("04-03", "coo", "feasibility"),
    decide("04-28", "go", "feasibility", "On what we have", status=2, name="go without a test"),
    decide(
        *("04-28", "go", "feasibility", "The rule can be planned while the forecast is tested"),
        "Whether AI is needed is tested on the flights of 2013 by 2014-06-30 by it-lead",
        name="go on condition",
    ),
)

BLUEPRINT: Final = (
    Edit(RULE, "    chosen: true\n    because: In 2013 these were 33.2 % late, earlier ones 17.9 %; ready by summer\n"),
    Edit("estimate: 38}", "estimate: 38, status: cancelled}"),
    Edit("advances: satisfaction, estimate: 22}", "advances: satisfaction, estimate: 22, status: cancelled}"),
    Edit(
        "\nepics:\n",
        "\nmvp: {items: [E1, E2], because: One rule on sound figures shows whether planning a day ahead helps}\n"
        "\nbudget: {amount: 100000, owner: coo}\n\nepics:\n",
    ),
    Edit("enables: [E2, E3, E4], estimate: 30}", "enables: [E2, E3, E4], estimate: 24/30/45}"),
    sign("05-19", "it-lead", "blueprinting"),
    sign("05-20", "coo", "blueprinting"),
    decide(
        *("05-22", "go", "blueprinting", "MVP: baseline and afternoon rule; playbook and forecast wait, no dashboard"),
        "Finance puts the business case before the board, reckoned by hand by 2015-01-31 by cfo",
        name="go for the blueprint",
    ),
)

NO_AI: Final = (
    assess("07-01", "condition overdue"),
    Edit(FORECAST + LESS + COST, ""),
    Edit("  E4: {title: Forecast of late flights, for: protect, advances: late, estimate: 25/35/80}\n", ""),
    Edit("enables: [E2, E3, E4]", "enables: [E2, E3]"),
    sign("07-07", "it-lead", "feasibility"),
    sign("07-08", "coo", "feasibility"),
    decide("07-09", "go", "feasibility", "Rules are enough: no option needs AI any more", name="go without AI"),
    sign("07-14", "it-lead", "blueprinting"),
    sign("07-15", "coo", "blueprinting"),
    decide(
        *("07-16", "go", "blueprinting", "The same MVP; the forecast is off the list"),
        "Finance puts the business case before the board, reckoned by hand by 2015-01-31 by cfo",
    ),
)

ACCEPTED: Final = "acceptance: [Dispatchers of two gates used it for a week]"
PLAN: Final = (
    Edit("enables: [E2, E3], estimate: 24/30/45}", "enables: [E2, E3], estimate: 24/30/45, assignee: ops-planner}"),
    Edit("estimate: 14/20/30}", f"estimate: 14/20/30, assignee: dev, due: 2014-09-12,\n        {ACCEPTED}}}"),
    Edit(
        "estimate: 18/30/48}",
        f"estimate: 18/30/48, assignee: dev, due: 2014-11-28,\n        depends_on: S1, {ACCEPTED}}}",
    ),
    Edit("estimate: 35/45/70}", "estimate: 35/45/70, assignee: ops-planner, due: 2014-12-12}"),
    Edit(
        "\nbudget:",
        "\npilot:\n  statement: Protect tomorrow's flights from 15:00 on at Newark\n  owner: network-lead\n"
        "  kpis: late\n  starts: 2014-09-15\n  ends: 2014-12-14\n  where: Newark\n"
        "  control: Kennedy and LaGuardia in the same weeks\n"
        "  success: At least 0.5 points fewer late arrivals than the control\n"
        "  production: All three airports, one a month\n  production_owner: network-lead\n"
        "  production_by: 2015-06-30\n\nbudget:",
    ),
    Edit(
        "  ops-planner: {",
        "  dev: {name: Developer in digital operations, side: technology, role: developer}\n  ops-planner: {",
        "portfolio.yaml",
    ),
    sign("08-18", "it-lead", "planning"),
    sign("08-19", "coo", "planning"),
    decide(
        *("08-20", "go", "planning", "Pilot at Newark from 15 September"),
        "The head of digital operations lays dates beside people and holidays by hand by 2015-01-31 by it-lead",
        name="go for the plan",
    ),
)

EXECUTION: Final = (
    sign("09-09", "it-lead", "execution"),
    sign("09-10", "coo", "execution", name="pilot plan"),
    Edit("estimate: 24/30/45, assignee: ops-planner}", "estimate: 24/30/45, assignee: ops-planner, status: done}"),
    Edit(
        "estimate: 14/20/30, assignee: dev, due: 2014-09-12,",
        "estimate: 14/20/30, assignee: dev, due: 2014-09-12, status: done,",
    ),
    Edit("budget: {amount: 100000,", "budget: {amount: 100000, spent: 58000,"),
    call(
        *("09-25", "review", "steering", "--as", "coo", "--role", "sponsor"),
        *(
            "--attended",
            "coo,it-lead,cfo,ops-data-lead",
            "--note",
            "58,000 spent, 45,000 to go: 3,000 too many",
        ),
        name="autumn review",
    ),
    Edit("spent: 58000,", "spent: 77000,"),
    Edit("estimate: 18/30/48, assignee: dev,", "estimate: 18/30/48, assignee: dev, status: done,"),
    call(
        *("12-17", "review", "steering", "--as", "coo", "--role", "sponsor"),
        *("--attended", "coo,it-lead,cfo", "--note", "The pilot ran its three months; its effect is not reckoned yet"),
        name="last review",
    ),
    decide("12-18", "go", "execution", "It feels better", status=2, name="go without an effect"),
    decide("12-18", "hold", "execution", "Until the effect at Newark is measured against the control"),
    Call("2014-12-19", ("brief", AT, "--since", "2014-11-30"), name="brief"),
    Call("2014-12-19", ("assess", AT), name="end"),
)

LIFE: Final = (
    *BEGUN, *DISCOVERY, *FEASIBILITY, *OBJECTIVE, *CONSENSUS, *BLUEPRINT, *NO_AI, *PLAN, *EXECUTION
)  # fmt: skip
