"""Ids that lead nowhere, wherever one part of a document names another."""

import pytest

from reading import document, faults, only_fault

WHOLE = """title: a
supports: [cheap]
objective: {statement: b, kpi: late, guardrails: [dropped]}
kpis:
  late: {data: log, value: a, across: share, at: b, drives: dropped, arm: {data: arms, on: id, take: arm}}
  dropped: {unit: 1}
data:
  log: {source: log.csv, references: {who: arms.id}}
  arms: {source: arms.csv}
operational_goals: {route: {statement: c, moves: [late]}}
options: {rule: {kind: rules, uses: [log.a, arms]}, ml: {kind: ml, probe: {data: log, label: c, reference: arms}}}
epics:
  E1: {for: route, enables: E2, stories: {S1: {advances: late, tasks: {T1: {depends_on: E2}}}}}
  E2: {for: route, advances: {late: 2, dropped: 1}}
"""
PORTFOLIO = "strategic_objectives: {cheap: Spend less}\n"


def test_a_document_whose_ids_lead_somewhere_has_no_fault():
    assert faults(WHOLE, PORTFOLIO) == []


@pytest.mark.parametrize(
    ("before", "after", "path", "what"),
    [
        ("[cheap]", "[cheep]", "supports", "strategic objective `cheep`"),
        ("kpi: late", "kpi: lade", "objective.kpi", "KPI `lade`"),
        ("[dropped]", "[droped]", "objective.guardrails", "KPI `droped`"),
        ("drives: dropped", "drives: droped", "kpis.late.drives", "KPI `droped`"),
        ("{data: log,", "{data: logg,", "kpis.late.data", "data set `logg`"),
        ("arm: {data: arms", "arm: {data: armz", "kpis.late.arm.data", "data set `armz`"),
        ("who: arms.id", "who: armz.id", "data.log.references", "data set `armz`"),
        ("moves: [late]", "moves: [lade]", "operational_goals.route.moves", "KPI `lade`"),
        ("[log.a, arms]", "[logg.a, logg.b]", "options.rule.uses", "data set `logg`"),
        ("probe: {data: log", "probe: {data: logg", "options.ml.probe.data", "data set `logg`"),
        ("reference: arms}", "reference: armz}", "options.ml.probe.reference", "data set `armz`"),
        ("E1: {for: route", "E1: {for: rout", "epics.E1.for", "operational goal `rout`"),
        ("enables: E2", "enables: E22", "epics.E1.enables", "item `E22`"),
        ("advances: late", "advances: lade", "epics.E1.stories.S1.advances", "KPI `lade`"),
        ("depends_on: E2", "depends_on: E22", "epics.E1.stories.S1.tasks.T1.depends_on", "item `E22`"),
    ],
)
def test_an_id_that_is_not_defined_is_named_with_the_nearest_one(before, after, path, what):
    assert before in WHOLE
    found = only_fault(WHOLE.replace(before, after, 1), PORTFOLIO)
    assert (found.code, found.path) == ("DOC024", path)
    assert found.problem == f"`{path}` names the {what}, which is not defined."
    assert found.fix.startswith("Write `")


def test_strategic_objectives_are_looked_for_only_where_there_is_a_portfolio():
    assert faults(WHOLE) == []


def test_without_a_near_id_the_known_ones_are_named_whatever_their_order():
    text = "title: a\nkpis: {b: {}, a: {}}\nepics: {E1: {advances: satisfaction}}\n"
    assert only_fault(text).fix == "Define `satisfaction`, or name one of: `a`, `b`."
    assert only_fault(text.replace("b: {}, a: {}", "a: {}, b: {}")).fix == only_fault(text).fix
    assert only_fault("title: a\nepics: {E1: {advances: late}}\n").fix == "Define `late` first."


@pytest.mark.parametrize("name", ["S2", "E1.S2", "epics.E1.stories.S2"])
def test_work_is_named_by_its_id_or_by_its_path(name):
    assert faults(f"title: a\nepics: {{E1: {{stories: {{S1: {{depends_on: {name}}}, S2: }}}}}}\n") == []


def test_an_owner_need_not_be_listed():
    assert document("title: a\nobjective: {statement: b, owner: anyone}\npeople: {anna: Anna}\n").initiative.objective


TWINS = """title: a
epics:
  E1: {title: An epic}
  E2: {title: Another, enables: E1, stories: {E1: Its story, S2: {depends_on: E1}, S3: {depends_on: E2.E1}}}
risks: {r: {title: b, items: [E1, E2.E1]}}
"""


def test_the_id_of_an_epic_means_the_epic_whatever_lies_below_another_one():
    assert faults(TWINS) == []


def test_an_id_of_two_stories_says_both_and_how_to_write_one():
    found = only_fault("title: a\nepics: {E1: {stories: {S1: }}, E2: {depends_on: S1, stories: {S1: }}}\n")
    assert (found.code, found.problem) == (
        "DOC026",
        "`epics.E2.depends_on` names `S1`, which 2 items are called: `E1.S1`, `E2.S1`.",
    )
    assert found.fix == "Write which one, such as `E1.S1`."
    mended = "title: a\nepics: {E1: {stories: {S1: }}, E2: {depends_on: E1.S1, stories: {S1: }}}\n"
    assert faults(mended) == []
