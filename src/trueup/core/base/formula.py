"""Formulas over named figures, such as `claims_per_year * (baseline - level) * cost_per_step`.

The text is read by an allow-list into a small tree and never run; a table of operations folds the tree into nested
functions - over floats here, over arrays with another table. All numbers are floats, so `9**9**9**9` is an overflow
that is reported, not a computation that hangs. `-1**2` is -1, as in Python and unlike SQL.

Allowed: names, numbers, `+ - * / **`, `a if x > y else b` with one comparison, and the functions
`min` and `max` (two values or more), `abs`, `sqrt`, `exp`, `log` (natural) and `if_(x > y, a, b)`.
"""

from __future__ import annotations

import math
import operator
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from trueup.core.base.formula_tree import COMPARISONS, FormulaFault, Node, read_formula, shortened
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.base.units import DIMENSIONLESS, UnitOf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")
C = TypeVar("C")

_MOST_POWER: Final = 9


@dataclass(frozen=True, slots=True)
class Operations(Generic[T, C]):
    """What a formula computes with: values of type T (floats, arrays) and conditions of type C.

    `one` has neg, abs, sqrt, exp and log, `two` has `+ - * / **`, min and max, `compare` has the six comparisons;
    `choose` gets a condition and the two alternatives as functions, so that it need not compute both.
    """

    number: Callable[[float], T]
    one: Mapping[str, Callable[[T], T]]
    two: Mapping[str, Callable[[T, T], T]]
    compare: Mapping[str, Callable[[T, T], C]]
    choose: Callable[[C, Callable[[], T], Callable[[], T]], T]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: its text, the names it needs in the order of their first use, and its steps."""

    text: str
    names: tuple[str, ...]
    root: Node = field(repr=False, compare=False)
    run: Callable[[Mapping[str, float]], float] = field(repr=False, compare=False)

    def value(self, env: Mapping[str, float]) -> float:
        """Return the finite value of the formula for these figures.

        Raises `FormulaFault` for a name that `env` lacks (with the nearest it has), a figure that is not finite, a
        division by zero, an overflow, and a root, power or logarithm that does not exist.
        """
        figures = {name: _figure(name, env, self.text) for name in self.names}
        try:
            return self.run(figures)
        except (ArithmeticError, ValueError):
            raise _explained(self.root, figures) from None

    def unit(self, env: Mapping[str, UnitOf]) -> UnitOf:
        """Return the unit of the formula for figures of these units.

        What is added, compared or chosen between has one unit; a bare number is dimensionless, except that 0 is 0 in
        every unit; a power of a figure with a unit is a written whole number up to 9. Raises `FormulaFault`.
        """
        return _unit(self.root, env, self.text) or DIMENSIONLESS

    def bind(self, operations: Operations[T, C]) -> Callable[[Mapping[str, T]], T]:
        """Return the formula as a function of its figures, computed with another table of operations."""
        return _folded(self.root, operations)

    def __reduce__(self) -> tuple[Callable[[str], Formula], tuple[str]]:
        """Pickle the text alone: a worker process reads it again."""
        return (compile_formula, (self.text,))


@lru_cache(maxsize=1024)
def compile_formula(text: str) -> Formula:
    """Return the formula that a text states; nothing of the text is ever run.

    Raises `FormulaFault` for anything outside the allow-list of this module, more than 1,000 characters or more than
    200 names, numbers and operations.
    """
    root = read_formula(text)
    return Formula(" ".join(text.split()), tuple(dict.fromkeys(_names(root))), root, _folded(root, SCALAR))


def _names(node: Node) -> list[str]:
    return [node.text] if node.op == "name" else [name for arg in node.args for name in _names(arg)]


# ---- values ---------------------------------------------------------------------------------------------------------


def _folded(node: Node, ops: Operations[T, C]) -> Callable[[Mapping[str, T]], T]:
    if node.op == "number":
        number = ops.number(node.value)
        return lambda _: number
    if node.op == "name":
        name = node.text
        return lambda env: env[name]
    parts = tuple(_folded(arg, ops) for arg in node.args)
    if node.op in COMPARISONS:
        compare, choose = ops.compare[node.op], ops.choose
        x, y, yes, no = parts
        return lambda env: choose(compare(x(env), y(env)), lambda: yes(env), lambda: no(env))
    if len(parts) == 1:
        only, one = parts[0], ops.one[node.op]
        return lambda env: one(only(env))
    left, right = parts
    two = ops.two[node.op]
    return lambda env: two(left(env), right(env))


def _finite(operation: Callable[[float, float], float]) -> Callable[[float, float], float]:
    def checked(a: float, b: float) -> float:
        result = operation(a, b)
        if not math.isfinite(result):
            raise OverflowError
        return result

    return checked


def _choose(condition: bool, yes: Callable[[], float], no: Callable[[], float]) -> float:  # noqa: FBT001 - it is the condition
    return yes() if condition else no()


SCALAR: Final[Operations[float, bool]] = Operations(
    number=float,
    one={"neg": operator.neg, "abs": math.fabs, "sqrt": math.sqrt, "exp": math.exp, "log": math.log},
    two={
        "+": _finite(operator.add),
        "-": _finite(operator.sub),
        "*": _finite(operator.mul),
        "/": _finite(operator.truediv),
        "**": math.pow,  # `**` itself makes complex numbers of negative bases
        "min": min,
        "max": max,
    },
    compare={
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "==": operator.eq,
        "!=": operator.ne,
    },
    choose=_choose,
)
"""Operations on finite floats; each raises ArithmeticError or ValueError rather than return what is not finite."""


def _figure(name: str, env: Mapping[str, float], text: str) -> float:
    if name not in env:
        raise _unknown(name, env, text)
    try:
        figure = float(env[name])
    except OverflowError:
        figure = math.inf
    if not math.isfinite(figure):
        raise FormulaFault(f"`{name}` is not a finite number", "Correct the figure, or leave it out until it is known.")
    return figure


def _unknown(name: str, env: Mapping[str, object], text: str) -> FormulaFault:
    for known in env:
        if "-" in known and known in text:
            problem = f"`{known}` reads as a subtraction in the formula `{shortened(text)}`"
            return FormulaFault(problem, f"Name the figure `{known.replace('-', '_')}`, there and here.")
    near = nearest(name, env)
    fix = f"Did you mean `{near}`?" if near else f"It knows: {', '.join(sorted(env)) or 'no figure yet'}."
    return FormulaFault(f"the formula `{shortened(text)}` names `{name}`, which is not known here", fix)


def _explained(root: Node, figures: Mapping[str, float]) -> FormulaFault:
    failure = _failure(root, figures)
    if failure is None:
        raise AssertionError(root.text)
    node, error = failure
    said = shortened(node.text)
    if isinstance(error, ZeroDivisionError):
        problem = f"`{shortened(node.args[1].text)}` is 0 in `{said}`"
        return FormulaFault(problem, "Correct the figure, or say what holds then: `if_(x > 0, a / x, 0)`.")
    if isinstance(error, OverflowError):
        return FormulaFault(f"`{said}` is too large to compute with", "Check the figures and the powers in it.")
    given = " and ".join(f"`{shortened(arg.text)}` is {_folded(arg, SCALAR)(figures):g}" for arg in node.args)
    return FormulaFault(f"`{said}` has no value: {given}", "Correct the figure, or say what holds then with `if_`.")


def _failure(node: Node, figures: Mapping[str, float]) -> tuple[Node, Exception] | None:
    """Return the innermost step that fails and how, looking only where the computation went."""
    chooses = node.op in COMPARISONS
    for arg in node.args[:2]:
        if failure := _failure(arg, figures):
            return failure
    if chooses:
        x, y = (_folded(arg, SCALAR)(figures) for arg in node.args[:2])
        return _failure(node.args[2] if SCALAR.compare[node.op](x, y) else node.args[3], figures)
    try:
        _folded(node, SCALAR)(figures)
    except (ArithmeticError, ValueError) as error:
        return node, error
    return None


# ---- units ----------------------------------------------------------------------------------------------------------


def _unit(node: Node, env: Mapping[str, UnitOf], text: str) -> UnitOf | None:
    """Return the unit of a step; None for a written 0, which takes the unit of what stands beside it."""
    if node.op == "number":
        return DIMENSIONLESS if node.value else None
    if node.op == "name":
        if node.text not in env:
            raise _unknown(node.text, env, text)
        return env[node.text]
    units = [_unit(arg, env, text) for arg in node.args]
    if node.op in COMPARISONS:
        _same(node, units[:2], "compared")
        return _same(Node("if", node.args[2:], node.text), units[2:], "alternatives of one figure")
    if node.op in {"+", "-", "min", "max"}:
        return _same(node, units, {"+": "added", "-": "subtracted"}.get(node.op, "compared"))
    if node.op in {"neg", "abs"}:
        return units[0]
    first, *others = (unit or DIMENSIONLESS for unit in units)
    if node.op == "*":
        return first * others[0]
    if node.op == "/":
        return first / others[0]
    return _power(node, first, others[0]) if others else _of_function(node, first)


def _same(node: Node, units: Sequence[UnitOf | None], verb: str) -> UnitOf | None:
    one, other = units
    if one is not None and other is not None and one != other:
        left, right = (shortened(arg.text) for arg in node.args[:2])
        problem = f"`{left}` is in `{one}` and `{right}` in `{other}`: they cannot be {verb}"
        raise FormulaFault(problem, f"Multiply or divide by a figure that converts one in `{shortened(node.text)}`.")
    return other if one is None else one


def _power(node: Node, base: UnitOf, exponent: UnitOf) -> UnitOf:
    said = shortened(node.text)
    if exponent != DIMENSIONLESS:
        problem = f"the exponent `{shortened(node.args[1].text)}` in `{said}` is in `{exponent}`"
        raise FormulaFault(problem, "Divide it by one of that unit: an exponent has none.")
    if base == DIMENSIONLESS:
        return base
    written = node.args[1]
    sign = 1
    if written.op == "neg":
        written, sign = written.args[0], -1
    if written.op != "number" or not written.value.is_integer() or written.value > _MOST_POWER:
        problem = f"the power of a figure in `{base}` in `{said}` is not a written whole number up to {_MOST_POWER}"
        raise FormulaFault(problem, "Write the power as a number such as 2, or divide the figure by one of its unit.")
    return base ** (sign * int(written.value))


def _of_function(node: Node, unit: UnitOf) -> UnitOf:
    said = shortened(node.text)
    if node.op == "sqrt":
        if any(n % 2 for _, n in unit.powers):
            raise FormulaFault(f"`{said}` is the root of a figure in `{unit}`", "Take roots of squares only.")
        return UnitOf(tuple((word, n // 2) for word, n in unit.powers))
    if unit != DIMENSIONLESS:
        raise FormulaFault(f"`{said}` needs a bare number, not `{unit}`", "Divide the figure by one of its unit.")
    return unit
