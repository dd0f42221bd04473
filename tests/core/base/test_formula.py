"""Formulas compute over named figures and can do nothing else."""

from __future__ import annotations

import copy
import math
import operator
import pickle
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.core.base.formula import SCALAR, FormulaFault, Operations, compile_formula
from trueup.core.base.units import parse_unit

WORTH = "claims_per_year * (baseline - level) * cost_per_step"
UNITS = {
    "cost": parse_unit("EUR"),
    "fee": parse_unit("EUR"),
    "wait": parse_unit("day"),
    "share": parse_unit("1"),
    "claims": parse_unit("claim/year"),
    "price": parse_unit("EUR/claim"),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (WORTH, 44_000 * (4.5 - 3.3) * 3.6),
        ("-1**2", -1),
        ("2**3**2", 512),
        ("+level - -level", 6.6),
        ("7 / 2", 3.5),
        ("1_000 + .5 + 1. + 1e3", 2001.5),
        ("min(3, level, 5)", 3),
        ("max(3, level)", 3.3),
        ("abs(level - baseline)", 1.2),
        ("sqrt(16) + exp(0) + log(1)", 5),
        ("if_(level < baseline, 1, 0)", 1),
        ("1 if level >= baseline else 2", 2),
        ("if_(level == level, 1, 0) + if_(level != level, 10, 0)", 1),
        ("if_(level <= 3, 1, if_(level > 3.2, 2, 3))", 2),
        ("if_(0 > 1, 1 / 0, 5)", 5),
        ("(\n  level\n  + 1\n)", 4.3),
    ],
)
def test_a_formula_has_the_value_that_arithmetic_gives(text, value):
    figures = {"claims_per_year": 44_000, "baseline": 4.5, "level": 3.3, "cost_per_step": 3.6}
    assert compile_formula(text).value(figures) == pytest.approx(value, rel=1e-15)


def test_names_are_listed_once_in_the_order_of_their_use():
    assert compile_formula("b * (a + b) - min(c, a)").names == ("b", "a", "c")


ATTACKS = [
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "level.__class__",
    "level.real",
    "__builtins__",
    "_level",
    "open('/etc/passwd')",
    'eval("1")',
    "exec(level)",
    "print(level)",
    "getattr(level, level)",
    "'text' * 10",
    "f'{level}'",
    "b'x'",
    "[x for x in level]",
    "{level: 1}",
    "(level := 5)",
    "lambda: 1",
    "lambda x: x",
    "level[0]",
    "level, level",
    "()",
    "min(*level)",
    "min(**level)",
    "min(a=1, b=2)",
    "abs(level)(level)",
    "(abs)(level) if abs else 1",
    "await level",
    "yield level",
    "level is level",
    "level in level",
    "not level",
    "level and level",
    "level < 1 < 2",
    "level < 1",
    "if_(level, 1, 2)",
    "level // 2",
    "level % 2",
    "level @ level",
    "level << 9999999",
    "level ^ 2",
    "~level",
    "level | level",
    "level = 1",
    "level; level",
    "level # comment",
    "level \\\n + 1",
    "import os",
    "True",
    "None",
    "...",
    "0x10",
    "0b1",
    "0o7",
    "007",
    "1j",
    "1__0",
    "1e400",
    "9" * 31,
    "9" * 900,
    "1if 1<2else 2",
    "аbs(level)",  # noqa: RUF001 - a Cyrillic letter is the attack
    "ｌevel",  # noqa: RUF001 - a full-width letter is the attack
    "level\u200b",
    "level − 1",  # noqa: RUF001 - a typographic minus is the attack
    "²",
    "level\x00",
    "(" * 499 + "1" + ")" * 499,
    "(" * 150 + "1" + ")" * 150 + "(",
    "-" * 999 + "1",
    "level" + "+level" * 160,
    "level*" * 100_000 + "1",
    "abs(" * 240 + "1" + ")" * 240,
    "min",
    "min(level)",
    "abs(1, 2)",
    "if_(1 < 2, 3)",
    "5 days",
    "level +",
    "",
    "   ",
]


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_whatever_is_not_arithmetic_is_refused_at_once(text):
    start = perf_counter()
    with pytest.raises(FormulaFault) as caught:
        compile_formula(text)
    assert perf_counter() - start < 0.2
    assert caught.value.fix
    assert len(str(caught.value)) < 400


def test_a_look_alike_letter_is_shown_with_its_code():
    with pytest.raises(FormulaFault, match=r"U\+0430"):
        compile_formula("аbs(level)")  # noqa: RUF001 - a Cyrillic letter is the attack


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a / (b - b)", "`b - b` is 0 in `a / (b - b)`"),
        ("9**9**9**9", "`9**9**9` is too large"),
        ("10**400", "`10**400` is too large"),
        ("1 / (1e308 * 10)", "`1e308 * 10` is too large"),
        ("1e308 + 1e308 - 1e308", "`1e308 + 1e308` is too large"),
        ("a / 1e-320 * 1e300", "too large"),
        ("exp(1000)", "`exp(1000)` is too large"),
        ("0**-1", "`0**-1` has no value"),
        ("(-8)**0.5", "`(-8)**0.5` has no value"),
        ("log(a - 1)", "`log(a - 1)` has no value: `a - 1` is 0"),
        ("sqrt(a - b)", "`sqrt(a - b)` has no value: `a - b` is -1"),
        ("if_(a < b, 1 / 0, 2)", "`0` is 0 in `1 / 0`"),
        ("if_(1 / 0 < b, 1, 2)", "`0` is 0 in `1 / 0`"),
    ],
)
def test_a_formula_without_a_value_says_which_step_fails(text, problem):
    with pytest.raises(FormulaFault) as caught:
        compile_formula(text).value({"a": 1, "b": 2})
    assert problem in caught.value.problem


@pytest.mark.parametrize("figure", [math.nan, math.inf, -math.inf, 10**400])
def test_a_figure_that_is_not_finite_is_named(figure):
    with pytest.raises(FormulaFault, match="`a` is not a finite number"):
        compile_formula("a + 1").value({"a": figure})


def test_an_unknown_name_is_answered_with_the_nearest_or_with_what_is_known():
    with pytest.raises(FormulaFault) as near:
        compile_formula("cliams * 2").value({"claims": 1})
    assert near.value.fix == "Did you mean `claims`?"
    with pytest.raises(FormulaFault) as far:
        compile_formula("satisfaction").unit({"b": parse_unit("1"), "a": parse_unit("1")})
    assert far.value.fix == "It knows: a, b."


def test_a_name_with_a_hyphen_is_recognised_as_a_subtraction_by_mistake():
    with pytest.raises(FormulaFault, match="reads as a subtraction") as caught:
        compile_formula("cost-per-step * 2").value({"cost-per-step": 3})
    assert "`cost_per_step`" in caught.value.fix


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("claims * price", "EUR/year"),
        ("cost + fee - 0.5 * fee", "EUR"),
        ("max(0, cost - fee)", "EUR"),
        ("cost if wait > 0 else 0", "EUR"),
        ("min(cost, fee, 2 * fee)", "EUR"),
        ("-abs(wait)**2", "day^2"),
        ("wait**-1", "1/day"),
        ("sqrt(wait * wait)", "day"),
        ("share**0.5 * (1 - share)**wait_share", "1"),
        ("exp(log(cost / fee))", "1"),
        ("cost / fee + 5", "1"),
        ("0", "1"),
    ],
)
def test_a_formula_has_the_unit_that_its_figures_give(text, unit):
    units = UNITS | {"wait_share": parse_unit("1")}
    assert compile_formula(text).unit(units) == parse_unit(unit)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("cost + wait", "`cost` is in `EUR` and `wait` in `day`: they cannot be added"),
        ("cost - price", "`cost` is in `EUR` and `price` in `EUR/claim`: they cannot be subtracted"),
        ("5 + wait", "`5` is in `1` and `wait` in `day`"),
        ("max(cost, 1, 0)", "cannot be compared"),
        ("if_(cost > wait, 1, 2)", "`cost` is in `EUR` and `wait` in `day`: they cannot be compared"),
        ("if_(cost > 0, cost, wait)", "cannot be alternatives"),
        ("cost**0.5", "not a written whole number"),
        ("cost**share", "not a written whole number"),
        ("cost**10", "not a written whole number"),
        ("2**wait", "the exponent `wait` in `2**wait` is in `day`"),
        ("sqrt(wait)", "root of a figure in `day`"),
        ("exp(wait)", "needs a bare number, not `day`"),
        ("log(claims * price)", "needs a bare number, not `EUR/year`"),
    ],
)
def test_units_that_do_not_fit_are_named(text, problem):
    with pytest.raises(FormulaFault) as caught:
        compile_formula(text).unit(UNITS)
    assert problem in caught.value.problem


def test_a_formula_is_its_text():
    formula = compile_formula("a\n +  b")
    assert formula == compile_formula("a + b")
    assert len({formula, compile_formula("a + b"), compile_formula("b + a")}) == 2
    assert pickle.loads(pickle.dumps(formula)).value({"a": 1, "b": 2}) == 3  # noqa: S301 - our own bytes
    assert copy.deepcopy(formula) == formula


def test_another_table_of_operations_computes_another_kind_of_value():
    text = Operations(
        number=str,
        one={name: lambda x, name=name: f"{name}({x})" for name in SCALAR.one},
        two={name: lambda x, y, name=name: f"({x} {name} {y})" for name in SCALAR.two},
        compare={name: lambda x, y, name=name: f"{x} {name} {y}" for name in SCALAR.compare},
        choose=lambda test, yes, no: f"[{test}? {yes()}: {no()}]",
    )
    run = compile_formula("if_(a < 2, -a, min(a, b, 1))").bind(text)
    assert run({"a": "A", "b": "B"}) == "[A < 2.0? neg(A): ((A min B) min 1.0)]"


def _binary(parts):
    (left, x), (sign, operation), (right, y) = parts
    value = math.nan if math.isnan(x + y) or (sign == "/" and y == 0) else operation(x, y)
    return f"({left} {sign} {right})", value if math.isfinite(value) else math.nan


def _maximum(parts):
    (left, x), (right, y) = parts
    return f"max({left}, {right})", math.nan if math.isnan(x + y) else max(x, y)


SIGNS = st.sampled_from([("+", operator.add), ("-", operator.sub), ("*", operator.mul), ("/", operator.truediv)])
LEAVES = st.floats(0, 1e100).map(lambda x: (repr(x), x))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, SIGNS, inner).map(_binary),
        inner.map(lambda part: (f"-{part[0]}", -part[1])),
        st.tuples(inner, inner).map(_maximum),
    ),
    max_leaves=12,
)


@given(TREES)
def test_a_formula_equals_pythons_own_arithmetic(tree):
    text, expected = tree
    if len(text) > 1_000:
        return
    formula = compile_formula(text)
    if math.isnan(expected):
        with pytest.raises(FormulaFault):
            formula.value({})
    else:
        assert formula.value({}) == expected


@given(st.text("ab019.e+-*/()<=> ,minxf_", max_size=40))
def test_any_text_is_a_finite_value_or_a_fault(text):
    try:
        value = compile_formula(text).value({"a": 2.0, "b": -1.0})
    except FormulaFault:
        return
    assert math.isfinite(value)
