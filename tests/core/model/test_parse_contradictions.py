"""Definitions that contradict themselves, what KPIs take from each other, and what a portfolio adds."""

import pytest

from reading import AROUND, document, faults, only_fault

MEASURED = "data: log, value: late, across: share, at: day"
LOG = "data: {log: log.csv}\n"


def kpi_faults(entries):
    text = f"title: a\n{LOG}kpis:\n  early: {{unit: 1}}\n  late: {{{entries}}}\n"
    return [(each.code, each.path.removeprefix("kpis.late"), each.problem, each.fix) for each in faults(text)]


@pytest.mark.parametrize(
    ("entries", "code", "path", "problem"),
    [
        ("data: log", "DOC025", "", "`kpis.late` names its data but not what to measure there."),
        ("value: late, across: share", "DOC025", "", "`kpis.late` has a `value:` but names no data set."),
        ("data: log, value: late, across: share", "DOC025", "", "`kpis.late` does not say when a unit counts."),
        ("data: log, value: late, at: day", "DOC025", "", "`kpis.late` does not say how units become one figure."),
        ("data: log, value: a, across: ratio, at: b", "DOC025", ".across", "`kpis.late` is a ratio of nothing."),
        (f"{MEASURED}, over: b", "DOC025", ".over",
         "`kpis.late` has an `over:`, but `across: share` divides by nothing."),
        (f"{MEASURED}, formula: early", "DOC025", ".formula",
         "`kpis.late` has a `formula:` over other KPIs and a `value:` over rows."),
        ("arm: {}", "DOC025", ".arm", "`kpis.late.arm` does not say where the arms stand."),
        ("arm: {expression: a, on: b}", "DOC025", ".arm", "`kpis.late.arm` says twice where the arms stand."),
        ("arm: {data: log}", "DOC025", ".arm", "`kpis.late.arm` lacks `on:` and `take:`."),
        ("baseline: {from: 2025-01-01}", "DOC025", ".baseline", "`kpis.late.baseline` has only one end of its window."),
        ("baseline: {because: a}", "DOC025", ".baseline",
         "`kpis.late.baseline` says neither a window nor a figure."),
        ("baseline: {from: 2025-02-01, to: 2025-01-31}", "DOC025", ".baseline",
         "`kpis.late.baseline` ends (2025-01-31) before it begins (2025-02-01)."),
        ("baseline: {from: 2025-01-01, to: 2025-01-31, value: 3}", "DOC025", ".baseline",
         "`kpis.late.baseline` is both typed and to be measured."),
        ("baseline: {from: 2025-01-01, to: 2025-12-31}, target: {value: 1, by: 2025-12-31}", "DOC025", ".target",
         "`kpis.late.target` is due on 2025-12-31, when its baseline (until 2025-12-31) is not over."),
        ("worth: level * nothing", "DOC024", ".worth",
         "`kpis.late.worth` uses `nothing`, which the document does not know."),
        ("worth: late * 2", "DOC024", ".worth", "`kpis.late.worth` uses `late`, the KPI itself."),
        ("formula: late + early", "DOC024", ".formula", "`kpis.late.formula` uses `late`, the KPI itself."),
        ("formula: level", "DOC024", ".formula", "`kpis.late.formula` uses `level`, which the document does not know."),
    ],
)  # fmt: skip
def test_a_definition_that_contradicts_itself_is_a_fault(entries, code, path, problem):
    (found,) = kpi_faults(entries)
    assert found[:3] == (code, path, problem)
    assert found[3].endswith(".")


@pytest.mark.parametrize(
    "entries",
    [
        MEASURED,
        "data: log, value: a, over: b, across: ratio, at: c",
        "data: log, value: a, across: {quantile: 0.9}, at: c",
        "formula: early * 2",
        "baseline: {from: 2025-01-01, to: 2025-01-01}, target: {value: 1, by: 2025-01-02}",
        "baseline: 5, target: {value: 1, by: 2025-01-02}",
        "worth: (baseline - level) * 2 * early + target",
        "arm: {data: log, on: id, take: arm}",
    ],
)
def test_a_definition_that_makes_sense_is_none(entries):
    assert kpi_faults(entries) == []


@pytest.mark.parametrize("quantile", ["0", "1", "1.5", "-0.1", "90", "[0.5]", "x"])
def test_a_quantile_lies_between_0_and_1(quantile):
    (found,) = kpi_faults(f"data: log, value: a, at: b, across: {{quantile: {quantile}}}")
    assert found[1].startswith(".across")


def test_a_formula_that_cannot_be_read_is_a_fault_with_its_place():
    (found,) = kpi_faults("worth: level *")
    assert found[:3] == ("DOC027", ".worth", "`kpis.late.worth`: `level *` is not a formula.")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("epics: {E1: {estimate: -1}}", "epics.E1.estimate"),
        ("epics: {E1: {estimate: -5..5}}", "epics.E1.estimate"),
        ("epics: {E1: {spent: -1}}", "epics.E1.spent"),
        ("epics: {E1: {cost: -1}}", "epics.E1.cost"),
        ("kpis: {k: {}}\nepics: {E1: {advances: {k: 0}}}", "epics.E1.advances.k"),
        ("kpis: {k: {}}\nepics: {E1: {advances: {k: -1}}}", "epics.E1.advances.k"),
        ("rates: {default: -600}", "rates.default"),
        ("people: {anna: {rate: -600}}", "people.anna.rate"),
        ("budget: -1", "budget"),
        ("options: {o: {kind: ml, build_cost: -5..5}}", "options.o.build_cost"),
    ],
)
def test_what_cannot_be_below_zero_is_not(text, path):
    found = only_fault(f"title: a\ncurrency: EUR\n{text}\n")
    assert (found.code, found.path) == ("DOC022", path)


def test_more_may_be_spent_than_was_granted():
    budget = document("title: a\ncurrency: EUR\nbudget: {amount: 5, spent: 10}\n").initiative.budget
    assert budget.remaining == 0


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("rates: {default: 600}", "rates"),
        ("budget: 5", "budget"),
        ("people: {anna: {rate: 600}}", "people.anna.rate"),
        ("options: {o: {kind: ml, run_cost: 5}}", "options.o.run_cost"),
        ("epics: {E1: {stories: {S1: {cost: 5}}}}", "epics.E1.stories.S1.cost"),
    ],
)
def test_money_needs_a_currency(text, path):
    found = only_fault(f"title: a\n{text}\n")
    assert (found.code, found.path, found.fix) == ("DOC029", path, "Add `currency: EUR` at the top.")


@pytest.mark.parametrize("name", ["baseline", "level", "target"])
@pytest.mark.parametrize("section", ["kpis", "assumptions"])
def test_no_id_hides_a_level(section, name):
    entry = "{unit: 1}" if section == "kpis" else "{range: 1, unit: 1}"
    found = only_fault(f"title: a\n{section}: {{{name}: {entry}}}\n")
    assert (found.code, found.path) == ("DOC026", f"{section}.{name}")


def test_a_kpi_and_an_assumption_do_not_share_an_id():
    found = only_fault("title: a\nkpis: {claims: {}}\nassumptions: {claims: {range: 1, unit: claim}}\n")
    assert (found.code, found.path) == ("DOC026", "assumptions.claims")


# ---- cycles
def test_kpis_that_drive_each_other_are_named_in_their_order():
    found = only_fault("title: a\nkpis:\n  a: {drives: b}\n  b: {drives: [c]}\n  c: {drives: a}\n  d: {drives: a}\n")
    assert (found.code, found.line, found.path) == ("DOC030", 5, "kpis.c.drives")
    assert found.problem == "KPI `a` drives `b`, which drives `c`, which drives `a`: it leads back to itself."


def test_a_kpi_that_drives_itself_is_a_cycle_of_one():
    assert only_fault("title: a\nkpis: {a: {drives: a}}\n").problem == "KPI `a` drives `a`: it leads back to itself."


def test_kpis_computed_from_each_other_are_a_cycle():
    found = only_fault("title: a\nkpis: {a: {formula: b * 2}, b: {formula: a / 2}}\n")
    assert found.problem == "KPI `a` is computed from `b`, which is computed from `a`: it leads back to itself."


def test_the_worth_of_one_kpi_may_use_the_level_of_another_that_uses_its_own():
    assert faults("title: a\nkpis: {a: {worth: b * level}, b: {worth: a * level}}\n") == []


# ---- instead_of
BASE = f"title: a\n{LOG}kpis:\n  late: {{unit: 1, owner: coo, {MEASURED}, worth: level * 2, target: 0.5}}\n"


def test_a_competing_definition_takes_what_it_leaves_out_except_the_worth():
    kpis = document(BASE + "  late_too: {instead_of: late, value: later, owner: , target: 0.6}\n").initiative.kpis
    late, too = kpis["late"], kpis["late_too"]
    assert all(getattr(too, key) == getattr(late, key) for key in ("owner", "data", "at", "unit", "across"))
    assert (too.value, too.target.value, too.worth) == ("later", 0.6, None)


@pytest.mark.parametrize(
    ("entry", "problem", "fix"),
    [
        ("b: {instead_of: lat}", "KPI `b` stands instead of `lat`, which is not defined.", "Write `late`."),
        ("b: {instead_of: b}", "KPI `b` stands instead of itself.",
         "Name the KPI that it competes with, or remove `instead_of:`."),
        ("b: {instead_of: c, value: x}\n  c: {instead_of: late}",
         "KPI `b` stands instead of `c`, which itself stands instead of `late`.", "Write `late`."),
    ],
)  # fmt: skip
def test_a_competing_definition_competes_with_a_kpi_of_its_own_right(entry, problem, fix):
    found = only_fault(f"{BASE}  {entry}\n")
    assert (found.code, found.problem, found.fix) == ("DOC024", problem, fix)


def test_a_fault_that_is_taken_over_is_told_once():
    found = only_fault(f"title: a\n{LOG}kpis:\n  late: {{data: log}}\n  late_too: {{instead_of: late, owner: cfo}}\n")
    assert found.path == "kpis.late"


# ---- the portfolio
PORTFOLIO = """currency: EUR
strategic_objectives: {cheap: Spend less}
people: {anna: {rate: 700}}
rates: {default: 600}
assumptions: {price: {range: 5, unit: EUR/claim}}
kpis:
  steps: {unit: 1, drives: cost}
  cost: {unit: EUR/year, owner: anna, worth: level * price}
  unused: {unit: 1}
"""


def test_an_initiative_takes_part_in_what_its_portfolio_shares():
    found = document("title: a\nsupports: cheap\nobjective: {statement: b, kpi: steps}\nkpis: {own: {}}\n", PORTFOLIO)
    assert found.initiative.currency == "EUR"
    assert (found.initiative.rates, list(found.initiative.people)) == ({"default": 600}, ["anna"])
    assert sorted(found.initiative.kpis) == ["cost", "own", "steps"]
    assert found.shared == {"steps", "cost"}
    assert str(found.place("kpis.cost.owner")) == f"{AROUND}:8"
    assert str(found.place("kpis.own.owner")) == "initiative.yaml:4"
    assert str(found.place("kpis.cost.baseline")) == f"{AROUND}:8"


def test_what_an_initiative_says_itself_comes_before_its_portfolio():
    found = document("title: a\ncurrency: USD\nrates: {default: 1}\npeople: {anna: {rate: 2}}\n", PORTFOLIO).initiative
    assert (found.currency, found.rates["default"], found.people["anna"].rate) == ("USD", 1, 2)


def test_a_competing_definition_may_compete_with_a_kpi_of_the_portfolio():
    found = document("title: a\nkpis: {mine: {instead_of: cost, direction: decrease}}\n", PORTFOLIO)
    assert found.initiative.kpis["mine"].unit == "EUR/year"
    assert found.shared == {"cost"}


def test_ids_of_the_portfolio_are_offered_for_unknown_ones():
    found = faults("title: a\nsupports: chep\nobjective: {statement: b, kpi: stepps}\n", PORTFOLIO)
    assert [each.fix for each in found] == ["Write `cheap`.", "Write `steps`."]


def test_a_portfolio_has_all_its_faults_told_at_once():
    found = faults("title: a\n", PORTFOLIO + "  x: {instead_of: y}\n  z: {value: a, owner: [b]}\nratez: {}\n")
    assert [(each.line, each.code, each.path) for each in found] == [
        (10, "DOC024", "kpis.x.instead_of"),
        (11, "DOC025", "kpis.z"),
        (11, "DOC025", "kpis.z"),
        (11, "DOC022", "kpis.z.owner"),
        (12, "DOC020", "ratez"),
    ]


@pytest.mark.parametrize(("typed", "hint"), [("25", "Write `25 %`"), ("800", "Write a share from 0 to 1")])
def test_a_share_has_its_target_between_0_and_1(typed, hint):
    ((code, path, problem, fix),) = kpi_faults(f"unit: 1, {MEASURED}, target: {typed}")
    assert (code, path) == ("DOC025", ".target")
    assert problem == f"`kpis.late.target` is {typed}, but a share lies between 0 and 1."
    assert fix.startswith(hint)


def test_a_contradiction_shows_beside_a_fault_of_another_field():
    found = kpi_faults("unit: 1, onwer: x, baseline: {from: 2026-05-01, to: 2026-01-01}, direction: up")
    assert {(code, path) for code, path, _, _ in found} == {
        ("DOC020", ".onwer"),
        ("DOC023", ".direction"),
        ("DOC025", ".baseline"),
    }


@pytest.mark.parametrize(
    "entries",
    [
        "data: log, vaule: late, across: share, at: day",
        "data: log, value: late, across: shar, at: day",
        "data: log, value: late, across: {quantile: much}, at: day",
        "data: log, value: late, across: share, at: [a]",
        "data: log, value: late, across: ratio, at: day, over: [a]",
        "baseline: {form: 2025-01-01, to: 2025-12-31}",
        "baseline: {from: 2025-02-31, to: 2025-12-31}",
        "arm: {data: log, no: a, take: b}",
        "data: log, something: late, at: day",
    ],
)
def test_what_is_there_but_could_not_be_read_is_not_said_to_be_missing(entries):
    assert [code for code, *_ in kpi_faults(entries)] != []
    assert "DOC025" not in [code for code, *_ in kpi_faults(entries)]


def test_what_is_missing_beside_a_fault_of_another_field_is_told():
    found = kpi_faults("data: log, value: late, across: ratio, onwer: x")
    assert [problem for code, _, problem, _ in found if code == "DOC025"] == [
        "`kpis.late` does not say when a unit counts.",
        "`kpis.late` is a ratio of nothing.",
    ]


def test_what_a_competing_definition_could_not_be_read_of_is_not_taken_from_the_other_one():
    base = "baseline: {from: 2025-01-01, to: 2025-12-31}, target: {value: 1, by: 2026-12-31}"
    text = f"title: a\nkpis:\n  early: {{unit: 1, {base}}}\n"
    text += "  late: {instead_of: early, baseline: [a], target: {value: 1, by: 2025-06-30}}\n"
    assert [each.code for each in faults(text)] == ["DOC022"]


def test_of_very_many_faults_the_first_are_told_and_all_are_counted():
    text = "title: a\nkpis:\n  late:\n" + "".join(f"    onwer{number}: x\n" for number in range(300))
    found = faults(text + "  early: {unit: 1, baseline: {because: a}}\n")
    assert [each.line for each in found] == [*range(4, 104), 103]
    assert found[0].fix == "Write `owner`."
    assert found[-1].problem == "There are 301 faults; these are the first 100."
