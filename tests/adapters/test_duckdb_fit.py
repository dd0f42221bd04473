"""What DuckDB answers about fitness is what a slow reference in plain Python counts, row by row."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.reference import T, answers, table, write_parquet
from trueup.adapters.duckdb_fit_series import step_of
from trueup.adapters.sources import find_source
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.fitness import (
    BINS,
    Compared,
    ComparedOf,
    Groups,
    GroupsOf,
    LabelFacts,
    LabelOf,
    Population,
    PredictsOf,
    Repeats,
    RepeatsOf,
    SeriesOf,
    Together,
    TogetherOf,
)
from trueup.core.model.ask.identity import DataId, NotRun

FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
KINDS = {"n": "DOUBLE", "i": "INTEGER", "t": "VARCHAR", "b": "BOOLEAN", "label": "VARCHAR"}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "n": st.one_of(st.none(), st.sampled_from([float("nan"), float("inf"), -0.0, 0.0, 1.5, 2.0, -3.0])),
            "i": st.one_of(st.none(), st.integers(-3, 200)),
            "t": st.one_of(st.none(), st.sampled_from(["", "  ", "a", "A", "b ", "c"])),
            "b": st.one_of(st.none(), st.booleans()),
            "label": st.one_of(st.none(), st.sampled_from(["x", "y", "Y ", "z", " "])),
        }
    ),
    max_size=40,
)


def ask(path, question):
    [found] = answers(table(path), question)
    return found


def stored(tmp_path, columns, rows):
    return write_parquet(tmp_path / "t.parquet", columns, rows)


def present(value):
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return None if isinstance(value, str) and not value.strip(" ") else value


# ---- leaving one out, by hand ----------------------------------------------------------------------------------------


def guesses(pairs):
    """Return the right guesses of each row's label from the other rows with its value, one row after the other."""
    base = min(((-n, label) for label, n in Counter(label for _, label in pairs).items()), default=(0, ""))[1]
    right = 0
    for at, (value, label) in enumerate(pairs):
        others = Counter(other for k, (v, other) in enumerate(pairs) if k != at and v == value)
        if not others:
            right += label == base
            continue
        top = others.most_common()
        leads = len(top) == 1 or top[0][1] > top[1][1]
        right += leads and top[0][0] == label
    return right


def bins_of(values):
    """Return the bin of each value of an ordered column."""
    held = sorted(value for value in values if value is not None)
    different = sorted(set(held))
    if len(different) <= BINS:
        return [-1 if v is None else different.index(v) for v in values]
    return [-1 if v is None else (sum(h <= v for h in held) - 1) * BINS // len(held) for v in values]


def area(values, labels, positive):
    held = [(v, label == positive) for v, label in zip(values, labels, strict=True) if v is not None]
    up, down = [v for v, p in held if p], [v for v, p in held if not p]
    if not up or not down:
        return None
    wins = sum((u > d) + (u == d) / 2 for u in up for d in down) / (len(up) * len(down))
    return max(wins, 1 - wins)


@FEW
@given(rows=ROWS, two=st.booleans())
def test_each_column_tells_as_much_of_the_label_as_the_reference_finds(tmp_path, rows, two):
    rows = [row | {"label": "x" if two and present(row["label"]) in ("y", "Y ") else row["label"]} for row in rows]
    found = ask(stored(tmp_path, KINDS, rows), PredictsOf(T, guard("label"), ("n", "i", "t", "b")))
    known = [row for row in rows if present(row["label"]) is not None]
    labels = [row["label"] for row in known]
    often = Counter(labels)
    assert (found.rows, found.known, found.base) == (len(rows), len(known), max(often.values(), default=0))
    positive = min(((-n, label) for label, n in often.items()), default=(0, ""))[1]
    for each in found.columns:
        values = [present(row[each.name]) for row in known]
        groups = bins_of(values) if each.name in ("n", "i") else values
        assert each.values == len(set(values))
        assert each.right == guesses(list(zip(groups, labels, strict=True)))
        assert each.right_by_missing == guesses([(v is None, label) for v, label in zip(values, labels, strict=True)])
        if each.name in ("n", "i") and len(often) <= 2:
            assert each.auc == pytest.approx(area(values, labels, positive))
        assert each.filled_known == sum(v is not None for v in values)
        gone = [row for row in rows if present(row["label"]) is None]
        assert each.filled_unknown == sum(present(row[each.name]) is not None for row in gone)


def test_an_ordered_column_with_many_values_is_cut_into_bins_that_cut_no_value(tmp_path):
    rows = [{"i": k * 7 % 500 if k % 9 else 13, "label": "x" if (k * 7 % 500) < 200 else "y"} for k in range(700)]
    [found] = ask(
        stored(tmp_path, {"i": "INTEGER", "label": "VARCHAR"}, rows), PredictsOf(T, guard("label"), ("i",))
    ).columns
    groups = bins_of([row["i"] for row in rows])
    assert len(set(groups)) <= BINS
    assert found.right == guesses([(group, row["label"]) for group, row in zip(groups, rows, strict=True)])
    assert found.right > 600


def test_an_id_does_not_look_as_if_it_knew_the_label(tmp_path):
    rows = [{"id": f"Q{k}", "label": "x" if k % 3 else "y"} for k in range(30)]
    found = ask(stored(tmp_path, {"id": "VARCHAR", "label": "VARCHAR"}, rows), PredictsOf(T, guard("label"), ("id",)))
    assert (found.base, found.columns[0].right) == (20, 20)


def test_an_amount_is_explained_by_the_other_rows_of_a_value(tmp_path):
    rows = [{"t": "ab"[k % 2], "y": 10.0 * (k % 2) + k / 10} for k in range(42)]
    found = ask(stored(tmp_path, {"t": "VARCHAR", "y": "DOUBLE"}, rows), PredictsOf(T, guard("y"), ("t",)))
    left = whole = 0.0
    for at, row in enumerate(rows):
        others = [other["y"] for k, other in enumerate(rows) if k != at]
        mine = [other["y"] for k, other in enumerate(rows) if k != at and other["t"] == row["t"]]
        left += (row["y"] - sum(mine) / len(mine)) ** 2
        whole += (row["y"] - sum(others) / len(others)) ** 2
    assert found.base is None
    assert found.columns[0].explained == pytest.approx(1 - left / whole)
    assert found.columns[0].right is None


@FEW
@given(rows=ROWS)
def test_columns_together_are_guessed_from_as_the_reference_does(tmp_path, rows):
    found = ask(stored(tmp_path, KINDS, rows), TogetherOf(T, guard("label"), ("t", "b")))
    known = [row for row in rows if present(row["label"]) is not None]
    pairs = [((present(row["t"]), row["b"]), row["label"]) for row in known]
    groups = defaultdict(list)
    for values, label in pairs:
        groups[values].append(label)
    alike = [labels for labels in groups.values() if len(labels) > 1]
    contradicted = sum(len(labels) - max(Counter(labels).values()) for labels in alike)
    assert found == Together(len(known), guesses(pairs), sum(map(len, alike)), contradicted)


# ---- the label -------------------------------------------------------------------------------------------------------


@FEW
@given(rows=ROWS)
def test_labels_are_counted_as_the_reference_counts_them(tmp_path, rows):
    found = ask(stored(tmp_path, KINDS, rows), LabelOf(T, guard("label")))
    often = Counter(row["label"] for row in rows if present(row["label"]) is not None)
    spelt = defaultdict(list)
    for label, n in often.items():
        spelt[label.strip(" ").lower()].append(n)
    assert found == LabelFacts(
        rows=len(rows),
        known=sum(often.values()),
        distinct=len(often),
        amount=False,
        classes=tuple(sorted(often.items(), key=lambda each: (-each[1], each[0]))),
        largest=max(often.values(), default=0),
        smallest=min(often.values(), default=0),
        respelt=sum(sum(ns) - max(ns) for ns in spelt.values()),
    )


def test_a_number_with_many_values_is_an_amount_and_an_expression_may_be_a_label(tmp_path):
    rows = [{"n": float(k)} for k in range(30)]
    path = stored(tmp_path, {"n": "DOUBLE"}, rows)
    assert ask(path, LabelOf(T, guard("n"))).amount
    assert ask(path, LabelOf(T, guard("n >= 10"))).classes == (("true", 20), ("false", 10))


def test_rows_are_settled_some_days_before_the_last_one(tmp_path):
    rows = [{"d": date(2026, 1, day), "label": "x" if day <= 18 else None} for day in range(1, 21)]
    found = ask(stored(tmp_path, {"d": "DATE", "label": "VARCHAR"}, rows), LabelOf(T, guard("label"), guard("d"), 3))
    assert (found.settled, found.settled_known) == (17, 17)


# ---- over time -------------------------------------------------------------------------------------------------------


def test_the_series_of_each_column_are_those_of_the_reference(tmp_path):
    start = datetime.fromisoformat("2024-12-30")
    rows = [
        {
            "at": start + timedelta(days=k) if k % 11 else None,
            "i": k if k % 5 else -999,
            "t": ("a", "b ", None, " ")[k % 4],
        }
        for k in range(400)
    ]
    path = stored(tmp_path, {"at": "TIMESTAMP", "i": "INTEGER", "t": "VARCHAR"}, rows)
    found = ask(path, SeriesOf(T, guard("at"), ("i", "t")))
    dated = [row for row in rows if row["at"] is not None]
    months = sorted({row["at"].date().replace(day=1) for row in dated})
    assert (found.step, found.since, found.until) == ("month", dated[0]["at"].date(), dated[-1]["at"].date())
    assert (found.undated, found.starts) == (len(rows) - len(dated), tuple(months))
    number, text = found.columns
    for at, month in enumerate(months):
        mine = [row for row in dated if row["at"].date().replace(day=1) == month]
        values = [row["i"] for row in mine if row["i"] != -999]
        mean = sum(values) / len(values)
        assert (found.rows[at], number.filled[at]) == (len(mine), len(values))
        assert number.mean[at] == pytest.approx(mean)
        spread = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1)) if len(values) > 1 else None
        assert number.spread[at] == pytest.approx(spread)
        counts = Counter(row["t"] for row in mine if present(row["t"]))
        assert {each.value: each.rows[at] for each in text.values} == {"a": counts["a"], "b ": counts["b "]}


def test_months_without_rows_are_told_and_values_of_a_column_of_names_are_not(tmp_path):
    rows = [{"d": date(2024, 1, 1) + timedelta(days=k), "t": f"name {k}"} for k in (*range(100), *range(300, 400))]
    found = ask(stored(tmp_path, {"d": "DATE", "t": "VARCHAR"}, rows), SeriesOf(T, guard("d"), ("t",)))
    assert found.rows.count(0) == 5
    assert len(found.starts) == 14
    assert found.columns[0].values == ()


@pytest.mark.parametrize(("value", "hide"), [("Ann Smith", True), ("ann@example.org", False)])
def test_no_answer_holds_values_that_are_to_be_hidden_or_look_like_personal_data(tmp_path, value, hide):
    rows = [{"d": date(2024, 1, 1) + timedelta(days=k), "who": value if k % 3 else "b"} for k in range(60)]
    path = stored(tmp_path, {"d": "DATE", "who": "VARCHAR"}, rows)
    series = ask(path, SeriesOf(T, guard("d"), ("who",), ("who",) if hide else ()))
    assert [each.value for each in series.columns[0].values] == ["value 1", "value 2"]
    assert ask(path, LabelOf(T, guard("who"), hide=hide)).classes == (("value 1", 40), ("value 2", 20))


@pytest.mark.parametrize(
    ("days", "step"), [(1, "day"), (83, "day"), (84, "week"), (364, "week"), (365, "month"), (1800, "month"),
                       (2000, "quarter"), (6000, "year")]
)  # fmt: skip
def test_the_step_of_time_keeps_the_number_of_bins_bounded(days, step):
    assert step_of(date(2020, 1, 1), date(2020, 1, 1) + timedelta(days=days - 1)) == step


# ---- parts and wholes ------------------------------------------------------------------------------------------------


def test_a_part_is_counted_beside_the_whole_in_the_classes_of_the_whole(tmp_path):
    rows = [{"t": "ab"[k % 2] if k % 10 else None, "i": k, "arm": "p" if k >= 50 else " "} for k in range(100)]
    path = stored(tmp_path, {"t": "VARCHAR", "i": "INTEGER", "arm": "VARCHAR"}, rows)
    found = ask(path, ComparedOf(T, Population(T, filled="arm"), Population(T), ("t", "i", "nowhere")))
    assert (found.part, found.whole, [each.name for each in found.columns]) == (50, 100, ["t", "i"])
    text, number = found.columns
    assert (text.part, text.whole) == ((25, 20, 5), (50, 40, 10))
    assert number.whole == (10,) * 10
    assert number.part == (0,) * 5 + (10,) * 5


def test_another_data_set_may_be_the_whole(tmp_path):
    write_parquet(tmp_path / "t.parquet", {"t": "VARCHAR"}, [{"t": "new"}, {"t": "a"}])
    write_parquet(tmp_path / "r.parquet", {"t": "VARCHAR"}, [{"t": "a"}, {"t": "a"}, {"t": "b"}])
    other = DataId("r")
    sources = {T: find_source(T, "t.parquet", tmp_path), other: find_source(other, "r.parquet", tmp_path)}
    [found] = answers(sources, ComparedOf(T, Population(T), Population(other), ("t",)))
    assert found == Compared(2, 3, (found.columns[0],))
    assert (found.columns[0].part, found.columns[0].whole) == ((1, 0, 1), (2, 1, 0))


def test_a_population_of_days_holds_both_of_its_ends(tmp_path):
    rows = [{"d": date(2026, 1, day), "t": "a"} for day in range(1, 11)]
    part = Population(T, guard("d"), date(2026, 1, 3), date(2026, 1, 5))
    assert (
        ask(stored(tmp_path, {"d": "DATE", "t": "VARCHAR"}, rows), ComparedOf(T, part, Population(T), ("t",))).part == 3
    )


# ---- repeats and groups ----------------------------------------------------------------------------------------------

SAID = [
    ("Q1", "Please read my meter once again", date(2026, 1, 1)),
    ("Q2", "please  read my METER once again ", date(2026, 1, 5)),
    ("Q2", "please  read my METER once again ", date(2026, 1, 5)),
    ("Q3", "Where is the invoice of last March", date(2026, 1, 6)),
    ("Q4", None, date(2026, 1, 7)),
    ("Q5", None, date(2026, 1, 7)),
]


def test_cases_that_say_the_same_are_found_whatever_their_case_and_blanks_and_copies_of_a_row_are_none(tmp_path):
    rows = [{"id": name, "said": text, "kind": "mail", "d": day} for name, text, day in SAID]
    path = stored(tmp_path, {"id": "VARCHAR", "said": "VARCHAR", "kind": "VARCHAR", "d": "DATE"}, rows)
    question = RepeatsOf(T, ("said", "kind"), ("id",), guard("d"), date(2026, 1, 3))
    assert ask(path, question) == Repeats(cases=3, compared=("said",), repeated=1, across=1)
    later = RepeatsOf(T, ("said", "kind"), ("id",), guard("d"), date(2026, 1, 6))
    assert ask(path, later).across == 0
    assert ask(path, RepeatsOf(T, ("said", "kind"), ("id",))).across is None


def test_without_free_text_all_columns_are_compared(tmp_path):
    rows = [{"a": 1, "b": "x"}, {"a": 1, "b": "x"}, {"a": 2, "b": "x"}, {"a": None, "b": None}]
    found = ask(stored(tmp_path, {"a": "INTEGER", "b": "VARCHAR"}, rows), RepeatsOf(T, ("a", "b"), ()))
    assert found == Repeats(cases=3, compared=("a", "b"), repeated=1, across=None)


def test_rows_that_all_differ_do_not_repeat(tmp_path):
    rows = [{"a": k} for k in range(5)]
    assert ask(stored(tmp_path, {"a": "INTEGER"}, rows), RepeatsOf(T, ("a",), ())) == Repeats(5, ("a",), 0, None)


@FEW
@given(rows=ROWS)
def test_groups_are_counted_with_missing_values_agreeing(tmp_path, rows):
    found = ask(stored(tmp_path, KINDS, rows), GroupsOf(T, ("t", "b")))
    sizes = Counter((present(row["t"]), row["b"]) for row in rows).values()
    alone, few = sum(n for n in sizes if n == 1), sum(n for n in sizes if n < 5)
    assert found == Groups(len(rows), len(sizes), min(sizes, default=0), alone, few)


# ---- what cannot be asked --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (LabelOf(T, guard("nowhere")), "no_column"),
        (LabelOf(T, guard("max(label)")), "refused"),
        (PredictsOf(T, guard("label"), ("nowhere",)), "no_column"),
        (TogetherOf(T, guard("n"), ("t",)), "refused"),
        (SeriesOf(T, guard("i"), ("t",)), "error"),
    ],
)
def test_what_cannot_be_asked_says_why(tmp_path, question, reason):
    rows = [{"n": float(k), "i": k, "t": "a", "b": True, "label": "x"} for k in range(30)]
    found = ask(stored(tmp_path, KINDS, rows), question)
    assert isinstance(found, NotRun)
    assert found.reason == reason
