"""What an agreement is about: its digest moves with definitions, targets, owners and choices, and with nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreeing import TEXT
from reading import document
from trueup.core.base.expression import expression
from trueup.core.gates.agreements import KINDS, agreements, contents
from trueup.core.gates.canonical import REASONS, content_of, value_of
from trueup.core.model.kpi import Kpi


def digests(text):
    return {kind: each.digest for kind, each in agreements(contents(document(text))).items()}


def touched(old, new):
    """Return the agreements whose own text is another one after a change of the document's text."""
    assert old in TEXT, old
    before, after = digests(TEXT), digests(TEXT.replace(old, new, 1))
    return [kind for kind in KINDS if before[kind] != after[kind]]


BEFORE = digests(TEXT)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("Cut late arrivals to", "Cut all late arrivals to", ["objective"]),
        ("kpi: late,", "kpi: delay,", ["objective", "goal"]),
        ("[cancelled, delay]", "[cancelled]", ["objective"]),
        ("owner: coo, kpi", "owner: cfo, kpi", ["objective"]),
        (">= 15", "> 15", ["objective"]),
        ("22.5 %, by:", "24 %, by:", ["objective"]),
        ("2014-12-31}\n    worth", "2015-12-31}\n    worth", ["objective"]),
        ("{unit: minute, direction: at_most", "{unit: hour, direction: at_most", ["objective"]),
        ("late: 60, cost: 40", "late: 50, cost: 50", ["objective"]),
        ("No padding", "No layoffs", ["objective"]),
        ("Warn early", "Warn in time", ["goal"]),
        ("One screen", "Two screens", ["goal"]),
        ("{unit: minute, direction: decrease, drives", "{unit: hour, direction: decrease, drives", ["goal"]),
        ("owner: ops", "owner: it", ["consensus"]),
        ("uses: [flights.day]", "uses: [flights.hour]", ["consensus"]),
        ("kind: rules", "kind: ml", ["consensus"]),
        ("5000..9000", "5000..9500", ["blueprint"]),
        ("build_cost: 5000..9000", "build_cost: 5000..9000, chosen: true", ["blueprint"]),
        ("amount: 50000", "amount: 60000", ["blueprint"]),
        ("years: 5", "years: 4", ["blueprint"]),
        ("8..15", "8..16", ["blueprint", "delivery"]),
        ("title: Baseline", "title: Base", ["blueprint", "delivery"]),
        ("estimate: 5,", "estimate: 6,", ["delivery"]),
        ("assignee: ana", "assignee: it", ["delivery"]),
        ("availability: 50 %", "availability: 60 %", ["delivery"]),
        ("country: DE", "country: AT", ["delivery"]),
        ("ends: 2014-06-30", "ends: 2014-07-31", ["pilot"]),
    ],
)
def test_what_is_agreed_moves_its_own_digest_alone(old, new, kinds):
    assert touched(old, new) == kinds


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Fewer late arrivals\n", "title: Fewer late arrivals   # a remark\n\n"),
        ("guardrails: [cancelled, delay]", "guardrails: [delay, cancelled]"),
        ("value: arr_delay >= 15", "value: (arr_delay>=15)"[:0] + "value: ARR_DELAY   >=15"),
        ("22.5 %, by:", "0.225, by:"),
        ("across: share\n", "across: share\n    cluster: day\n    kind: business\n    settles: 0 days\n"),
        ("60/100/150", "70/110/160"),
        ("spent: 0", "spent: 9000"),
        ("8..15}", "8..15, status: doing, spent: 3, remaining: 9, labels: [x], key: A-1}"),
        ("objective: {", "objective: {since: 2013-01-01, "),
        ("source: a.csv,", "source: a.csv, notes: [from the tower], slices: [carrier],"),
        ("kind: do_nothing", "kind: do_nothing, because: the cheapest"),
        ("key: [carrier, flight]", "key: [flight, carrier]"),
        ("arrivals * (baseline - level) * cost", "arrivals*(baseline-level)*cost"),
        ("owner: coo\n    data: flights", "data: flights\n    owner: coo"),
        ("ana: {role: developer,", "ana: {role: developer, key: [old, new],"),
    ],
)
def test_how_it_is_written_and_how_far_it_got_moves_nothing(old, new):
    assert touched(old, new) == []


def test_an_agreement_covers_those_before_it_in_order():
    found = agreements(contents(document(TEXT)))
    assert found["objective"].covers == ()
    assert found["consensus"].covers == (found["objective"].digest, found["goal"].digest)
    assert len(found["pilot"].covers) == 5


def test_the_pilot_plan_holds_the_kpis_that_judge_it_and_that_nobody_agreed_on_yet():
    text = TEXT.replace("kpis: late, ends: 2014-06-30", "kpis: [late, calls], ends: 2014-06-30").replace(
        "  queue: {", "  calls: {unit: call, direction: decrease, owner: net}\n  queue: {"
    )
    found = contents(document(text))["pilot"]
    assert found["pilot"]["kpis"] == ["calls", "late"]
    assert found["kpis"] == {"calls": {"unit": "call", "direction": "decrease", "owner": "net"}}


def test_another_definition_of_a_kpi_that_judges_the_pilot_lapses_its_plan():
    text = TEXT.replace("kpis: late, ends: 2014-06-30", "kpis: [late, calls], ends: 2014-06-30").replace(
        "  queue: {", "  calls: {unit: call, direction: decrease, owner: net}\n  queue: {"
    )
    other = text.replace("calls: {unit: call", "calls: {unit: call/day")
    before, after = (agreements(contents(document(each))) for each in (text, other))
    assert [kind for kind in KINDS if before[kind].digest != after[kind].digest] == ["pilot"]


def test_a_digest_names_its_kind_and_the_version_of_its_form():
    assert all(digest.startswith(f"{kind}/1:") for kind, digest in BEFORE.items())


def test_a_ten_line_document_has_an_objective_and_nothing_else_to_sign():
    found = contents(document("title: x\nobjective: Cut costs\n"))
    assert [kind for kind in KINDS if found[kind]] == ["objective"]


def test_cancelled_work_is_no_part_of_what_is_agreed():
    without = TEXT.replace("  E1: {title: Baseline, for: warn, advances: late, estimate: 8..15}\n", "").replace(
        ", depends_on: E1", ""
    )
    cancelled = TEXT.replace("8..15}", "8..15, status: cancelled}").replace(", depends_on: E1", "")
    assert digests(without) == digests(cancelled)


def test_a_claim_is_agreed_with_the_objective_and_claiming_all_is_saying_nothing():
    claiming, all_of_it = (digests(f"{TEXT}claims: {{late: {share}}}\n") for share in ("40 %", "1"))
    assert [kind for kind in KINDS if claiming[kind] != BEFORE[kind]] == ["objective"]
    assert all_of_it == BEFORE


def test_a_field_added_to_the_language_lapses_no_old_signature():
    """What is absent or at its default is left out, so a further optional field changes no canonical form."""

    class Wider(Kpi):
        colour: str = "blue"
        review: str | None = None

    kpi = document(TEXT).initiative.kpis["late"]
    assert content_of(Wider.model_validate(dict(kpi))) == content_of(kpi)


NOT_DEFINING = {*REASONS, "drives", "arm"}
OTHER: dict[str, object] = {
    "title": "Other", "instead_of": "delay", "unit": "2*day", "direction": "increase", "kind": "model", "owner": "who",
    "benefit_owner": "who", "data": "planes", "rows": "x > 1", "per": ("id",), "value": "y > 3", "over": "z",
    "where": "w", "at": "date_of", "zone": "Europe/Paris", "settles": 9, "cluster": "month", "formula": "a + b",
    "worth": "1 * level", "mandated": True,
}  # fmt: skip


@pytest.mark.parametrize("name", [n for n in Kpi.model_fields if n not in NOT_DEFINING])
def test_every_field_that_defines_a_kpi_counts(name):
    """A field that is added to the KPI counts too, unless somebody decides that it does not define it."""
    found = document(TEXT)
    kpi = found.initiative.kpis["late"]
    other = OTHER.get(name)
    if name in ("baseline", "target"):
        other = getattr(kpi, name).model_copy(update={"value": 0.5})
    if name == "across":
        other = type(kpi.across)("median")
    assert other is not None, f"say in OTHER what `{name}` could be"
    kpis = {**found.initiative.kpis, "late": kpi.model_copy(update={name: other})}
    changed = replace(found, initiative=found.initiative.model_copy(update={"kpis": kpis}))
    assert agreements(contents(changed))["objective"].digest != BEFORE["objective"]


@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_never_counts(random):
    found = document(TEXT)

    def shuffled(value):
        if isinstance(value, dict):
            items = list(value.items())
            random.shuffle(items)
            return {key: shuffled(each) for key, each in items}
        return value

    initiative = found.initiative
    update = {
        name: shuffled(dict(getattr(initiative, name)))
        for name in ("kpis", "data", "options", "epics", "people", "stakeholders", "operational_goals", "calendars")
    }
    again = replace(found, initiative=initiative.model_copy(update=update))
    assert {kind: each.digest for kind, each in agreements(contents(again)).items()} == BEFORE


SECTIONS = re.findall(r"^\S.*\n(?:[ \t].*\n)*", TEXT, re.MULTILINE)


@given(st.permutations(SECTIONS), st.lists(st.sampled_from(["", "# a remark\n", "\n", "\n# x: y\n\n"]), min_size=20))
def test_the_order_of_sections_comments_and_empty_lines_never_count(sections, between):
    assert "".join(SECTIONS) == TEXT
    text = "".join(gap + section for gap, section in zip(between, sections, strict=False))
    assert len(sections) <= len(between)
    assert digests(text) == BEFORE


blanks = st.sampled_from(["", " ", "  ", "\n", "\t "])


@given(st.lists(blanks, min_size=6, max_size=6), st.booleans())
def test_blanks_and_capitals_of_sql_never_count_but_strings_do(gaps, upper):
    words = ["count", "(", "*", ")", ">", "15"]
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=True))
    assert expression(text.upper() if upper else text, names_fold=True) == "count ( * ) > 15"
    assert expression("x = 'A  b'", names_fold=True) == "x = 'A  b'"
    assert expression("cost = COST", names_fold=False) == "cost = COST"


levels = st.floats(0.001, 0.999).map(lambda level: round(level, 4))


@given(levels, levels)
def test_another_target_is_always_another_agreement_and_the_same_never(one, other):
    def objective(level):
        return digests(TEXT.replace("22.5 %, by:", f"{level}, by:"))["objective"]

    assert (objective(one) == objective(other)) == (one == other)


def test_contents_survive_the_way_through_a_file():
    found = contents(document(TEXT))
    assert json.loads(json.dumps(found)) == found


def test_every_part_of_the_language_has_a_canonical_form():
    assert isinstance(content_of(document(TEXT).initiative), dict)
    with pytest.raises(ValueError, match="no canonical form"):
        value_of(object())
