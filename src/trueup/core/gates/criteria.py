"""The criteria of the five gates, as data.

A criterion is judged by findings: it is not met while one of its `codes` is open, unknown while one of these rules
could not run, and met otherwise. `not_yet` names what this version cannot compute: such a criterion stays unknown.
"""

from __future__ import annotations

from typing import Final, Literal

from trueup.core.base.finding import PHASES, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.signers import SIDES
from trueup.core.model.signing import SignSide

Kind = Literal["must", "should"]
Status = Literal["met", "not_met", "unknown"]
PartName = Literal["content", "signature"]


@dataclass(frozen=True, slots=True)
class Spec:
    """One criterion.

    `leading` restricts it to KPIs that lead to the objective and counts warnings about them too; otherwise a `must`
    counts what blocks and a `should` counts warnings as well. With a `side` it is that side's signature. Findings of
    `unsure` that at least warn leave it unknown: they say that something is not known that it asks for.
    """

    id: str
    phase: Phase
    kind: Kind
    title: str
    codes: tuple[str, ...] = ()
    leading: bool = False
    part: PartName = "content"
    not_yet: str = ""
    side: SignSide | None = None
    unsure: tuple[str, ...] = ()


def _signatures(letter: str, phase: Phase, output: str) -> tuple[Spec, ...]:
    return tuple(
        Spec(
            f"{letter}-{side}",
            phase,
            "must",
            f"Signed by {side}: {output}",
            part="signature",
            side=side,
            not_yet="not recorded: there is no ledger yet; `trueup sign` begins it",
        )
        for side in SIDES
    )


CRITERIA: Final[tuple[Spec, ...]] = (
    Spec(
        "D1",
        "discovery",
        "must",
        "The objective is written down and owned by business",
        ("OBJ001", "OBJ004", "OBJ005", "OBJ016"),
    ),
    Spec(
        "D2",
        "discovery",
        "must",
        "One KPI decides, with unit, direction, definition and a worth that holds",
        ("OBJ001", "OBJ002", "KPI004", "KPI011", "MON001", "MON003"),
    ),
    Spec("D3", "discovery", "must", "Every KPI that decides, guards or drives has an owner", ("OBJ002", "KPI001")),
    Spec(
        "D4",
        "discovery",
        "must",
        "Their baselines are measured",
        ("OBJ002", "KPI002", "KPI009", "KPI019"),
        leading=True,
    ),
    Spec(
        "D5",
        "discovery",
        "must",
        "Targets and dates are set and still to be reached",
        ("OBJ002", "KPI003", "KPI005", "KPI006", "KPI014"),
        leading=True,
    ),
    Spec("D6", "discovery", "must", "Each KPI has one definition", ("KPI007",)),
    Spec("D7", "discovery", "should", "Guardrails say what must not get worse", ("OBJ003", "KPI015")),
    Spec(
        "D8",
        "discovery",
        "should",
        "The benefit comes out as money a year, from sourced assumptions",
        ("MON001", "MON002", "MON003", "MON004", "MON005", "MON006", "MON007"),
    ),
    Spec("D9", "discovery", "should", "The initiative serves a strategic objective", ("OBJ006",)),
    Spec(
        "D10",
        "discovery",
        "should",
        "Baselines stand on a usual, whole, current window and the right unit",
        ("KPI008", "KPI010", "KPI012", "KPI013"),
    ),
    Spec(
        "D11",
        "discovery",
        "should",
        "The objective names an outcome with its measure, no solution, and one KPI to decide",
        ("OBJ011", "OBJ012", "OBJ015"),
    ),
    Spec(
        "D12",
        "discovery",
        "should",
        "KPIs are told apart, do not contradict each other, and measure the business",
        ("KPI016", "KPI017", "KPI018"),
    ),
    Spec(
        "D13",
        "discovery",
        "should",
        "Decisions have an owner and a day, and exceptions hold",
        ("PLN003", "PLN004", "CHG003", "CHG004"),
    ),
    *_signatures("DS", "discovery", "shared objective agreement"),
    Spec(
        "F1",
        "feasibility",
        "must",
        "The operational goal is written down and owned by technology",
        ("OBJ007", "OBJ008", "OBJ010"),
    ),
    Spec("F2", "feasibility", "must", "The data that decides has an owner", ("DAT001",)),
    Spec("F3", "feasibility", "must", "The data was read and is not empty", ("DAT002", "DAT006", "DAT007")),
    Spec("F4", "feasibility", "must", "A way without AI stands beside every AI option", ("OPT001", "OPT003")),
    Spec("F5", "feasibility", "must", "At least one way to act may go on"),
    Spec("F6", "feasibility", "must", "The scope was not fixed before the data was looked at", ("WRK006",)),
    Spec("F7", "feasibility", "must", "Whether AI is needed has been tested on the data", ("OPT006",)),
    Spec(
        "F8",
        "feasibility",
        "should",
        "Keys, references and columns hold, and what stands on them passes its checks",
        ("DAT003", "DAT004", "DAT005", "DAT008", "DAT011"),
    ),
    Spec("F9", "feasibility", "should", "The product is described apart from the objective", ("OBJ014",)),
    Spec(
        "F10",
        "feasibility",
        "should",
        "Data has its steward, licence and class, and a contract that can be read and holds",
        ("DAT009", "DAT010", "DAT012", "DAT013"),
    ),
    Spec("F11", "feasibility", "should", "Business, data and operations have a voice", ("PEO003",)),
    Spec(
        "F12",
        "feasibility",
        "must",
        "No failing check holds up what the deciding KPI, the guardrails or the chosen option stand on",
        ("DAT011", "DAT014", "DAT015"),
    ),
    Spec(
        "F13",
        "feasibility",
        "should",
        "All checks of the data ran, and it is fit for what shall learn from it",
        ("DAT014", "DAT015"),
    ),
    *_signatures("FS", "feasibility", "technical-business consensus"),
    Spec(
        "B1", "blueprinting", "must", "Every epic reaches a KPI that counts", ("WRK001", "WRK002", "WRK004", "WRK007")
    ),
    Spec("B2", "blueprinting", "must", "Every option has a cost", ("OPT004",)),
    Spec(
        "B3",
        "blueprinting",
        "must",
        "The MVP is chosen, moves the deciding KPI and fits the budget",
        ("WRK015", "WRK016", "WRK017", "WRK020"),
        unsure=("WRK021",),
    ),
    Spec("B4", "blueprinting", "must", "The business case holds", not_yet="this version does not compute the case yet"),
    Spec("B5", "blueprinting", "should", "The product vision is written down", ("OBJ013",)),
    Spec("B6", "blueprinting", "should", "One way is chosen, and its work fits the budget", ("OPT005", "MON009")),
    Spec("B7", "blueprinting", "should", "The MVP holds what it needs", ("WRK018",)),
    *_signatures("BS", "blueprinting", "MVP, epics and budget"),
    Spec("P1", "planning", "must", "Dependencies have no cycle", ("WRK003",)),
    Spec(
        "P2", "planning", "should", "Work is estimated, parts add up, people are known", ("WRK005", "WRK008", "WRK009")
    ),
    Spec(
        "P3", "planning", "must", "A schedule fits people and calendars", not_yet="this version does not schedule yet"
    ),
    Spec(
        "P4",
        "planning",
        "should",
        "The next stories are ready, and somebody is able to do the work",
        ("WRK010", "WRK011", "WRK012"),
    ),
    Spec("P5", "planning", "should", "Days and dependencies of the work hold", ("WRK013", "WRK014")),
    Spec("P6", "planning", "should", "Risks that cost money are owned, answered and looked at", ("MON008", "PLN005")),
    Spec("P7", "planning", "should", "The pilot has a control, an end and a way on", ("PLN001", "PLN002")),
    Spec(
        "P8",
        "planning",
        "should",
        "One person answers for each thing, roles are filled, nobody has more than their days",
        ("PEO001", "PEO002", "PEO005"),
    ),
    *_signatures("PS", "planning", "delivery plan linked to ROI"),
    Spec(
        "E1",
        "execution",
        "must",
        "The pilot's effect is measured against a control",
        not_yet="no effect was measured: this version does not compare the pilot with its control yet",
    ),
    Spec(
        "E2",
        "execution",
        "must",
        "Reviews are held and the objective is unchanged",
        not_yet="not recorded: there is no ledger yet; `trueup review` records a review",
    ),
    Spec(
        "E3",
        "execution",
        "should",
        "Reviews are held, evidence is current, people are told",
        ("CHG001", "CHG002", "CHG005"),
    ),
    *_signatures("ES", "execution", "pilot plan"),
)

FIGURES: Final = {
    phase: Spec(f"{phase[0].upper()}S-figures", phase, "should", "The figures that the signers saw still hold")
    for phase in PHASES
}
"""The criterion beside the signatures of a phase, once a ledger exists: an agreement may hold and yet be suspect."""

HEARD: Final = Spec(
    "D14", "discovery", "must", "Business, technology and whoever owns the data stated their priorities, each alone"
)
"""The criterion that joins Discovery where stakeholders are named, priorities stated, or a ledger was begun."""
