"""Reading a formula: from the user's text to a small tree of our own, by an allow-list. Nothing of the text is run.

The text is looked at letter by letter before Python's parser sees it, so that no name with look-alike letters, no
string, no attribute and no number but a decimal one gets that far; what the parser returns is sifted again.
"""

from __future__ import annotations

import ast
import math
import re
from typing import TYPE_CHECKING, Final

from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_CHARACTERS: Final = 1_000
_MOST_NODES: Final = 200
_MOST_DIGITS: Final = 30
_SHOWN: Final = 60
_FUNCTIONS: Final = {"min": None, "max": None, "abs": 1, "sqrt": 1, "exp": 1, "log": 1, "if_": 3}
_BINARY: Final = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPARE: Final = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
COMPARISONS: Final = frozenset(_COMPARE.values())
_ALLOWED: Final = (
    "Use names, numbers, `+ - * / **`, `a if x > y else b` and the functions min, max, abs, sqrt, exp, log and if_."
)
_SPLIT: Final = "Give parts of it their own id."
_TOKEN: Final = re.compile(
    r"(?P<number>(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|[A-Za-z][A-Za-z0-9_]*|\*\*|[-+*/(), ]|[<>=!]=|[<>]"
)
_INSTEAD: Final = {
    ".": "A figure is known by its own id alone: `late`, not `kpis.late`.",
    "=": "Write `==` to compare; a formula cannot set a value.",
    "%": "Write a share as a number: 0.225.",
    "^": "Write a power as `a ** 2`.",
    "_": "Names begin with a letter, and thousands are written `1_000`.",
}


class FormulaFault(Fault):
    """A formula that cannot be read, or that has no value or no unit with the figures given."""


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a formula: what is done (`op`) to which arguments, and the user's own text of it.

    `op` is `number`, `name`, `neg`, a sign, a function, or a comparison with four arguments: left, right, then, else.
    """

    op: str
    args: tuple[Node, ...]
    text: str
    value: float = 0.0


def read_formula(text: str) -> Node:
    """Return the steps of a formula; the root's text is the whole formula on one line.

    Raises `FormulaFault` for anything outside the allow-list, more than 1,000 characters or more than 200 names,
    numbers and operations.
    """
    if len(text) > _MOST_CHARACTERS:
        raise FormulaFault(f"the formula is longer than {_MOST_CHARACTERS} characters", _SPLIT)
    line = " ".join(text.split())
    if not line:
        raise FormulaFault("the formula is empty", "Write one such as `claims_per_year * saving_per_claim`.")
    _check_tokens(line)
    try:
        tree = ast.parse(line, mode="eval").body
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        problem = f"`{shortened(line)}` is not a formula"
        raise FormulaFault(problem, f"Check its signs and parentheses. {_ALLOWED}") from None
    if sum(isinstance(part, ast.expr) for part in ast.walk(tree)) > _MOST_NODES:
        raise FormulaFault(f"the formula has more than {_MOST_NODES} parts", _SPLIT)
    return _read(tree, line)


def shortened(text: str) -> str:
    """Return a part of a formula as a message shows it: 60 characters at most."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _check_tokens(line: str) -> None:
    """Refuse letters and numbers that Python reads otherwise than a person does."""
    at = 0
    while at < len(line):
        match = _TOKEN.match(line, at)
        if match is None:
            sign = f"`{line[at]}`" if line[at].isascii() else f"`{line[at]}` (U+{ord(line[at]):04X})"
            fix = _INSTEAD.get(line[at], _ALLOWED)
            raise FormulaFault(f"{sign} cannot stand in the formula `{shortened(line)}`", fix)
        at = match.end()
        if match["number"]:
            _check_number(match["number"], line[at : at + 1])


def _check_number(number: str, following: str) -> None:
    if following.isalnum() or following in {"_", "."}:
        raise FormulaFault(f"`{number}{following}` is not a decimal number", "Write 1000, 1_000, 0.5 or 1e6.")
    if sum(digit.isdigit() for digit in number) > _MOST_DIGITS:
        raise FormulaFault(f"the number `{shortened(number)}` has more than {_MOST_DIGITS} digits", "Write it as 1e6.")
    if not math.isfinite(float(number)):
        raise FormulaFault(f"the number `{number}` is too large to compute with", "Write it in a unit that fits it.")


def _read(tree: ast.expr, line: str) -> Node:
    text = line[tree.col_offset : tree.end_col_offset]
    match tree:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Node("number", (), text, float(value))
        case ast.Name(id=name) if name not in _FUNCTIONS:
            return Node("name", (), name)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return Node("neg", (_read(inner, line),), text)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _read(inner, line)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _BINARY:
            return Node(_BINARY[type(sign)], (_read(left, line), _read(right, line)), text)
        case ast.IfExp(test=test, body=yes, orelse=no):
            return _choice((test, yes, no), text, line)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            return _call(name, args, text, line)
    raise _not_allowed(tree, text)


def _call(name: str, args: Sequence[ast.expr], text: str, line: str) -> Node:
    wanted = _FUNCTIONS[name]
    if len(args) != wanted if wanted else len(args) < len(("a", "b")):
        count = {None: "two values or more", 1: "one value"}.get(wanted, "a comparison and two values")
        raise FormulaFault(f"`{shortened(text)}` does not fit `{name}`", f"`{name}` takes {count}.")
    if name == "if_":
        return _choice(args, text, line)
    first, *others = (_read(arg, line) for arg in args)
    node = first if others else Node(name, (first,), text)
    for other in others:
        node = Node(name, (node, other), text)
    return node


def _choice(parts: Sequence[ast.expr], text: str, line: str) -> Node:
    test, yes, no = parts
    match test:
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _COMPARE:
            args = tuple(_read(part, line) for part in (left, right, yes, no))
            return Node(_COMPARE[type(sign)], args, text)
    said = line[test.col_offset : test.end_col_offset]
    raise FormulaFault(
        f"`{shortened(said)}` is not one comparison", "Write one such as `x > 0`; nest `if_` for several."
    )


def _not_allowed(tree: ast.expr, text: str) -> FormulaFault:
    match tree:
        case ast.Name(id=name):
            return FormulaFault(f"`{name}` is a function, not a figure", f"Write `{name}(...)`, or rename the figure.")
        case ast.Call(func=ast.Name(id=name)) if name not in _FUNCTIONS:
            near = nearest(name, _FUNCTIONS)
            fix = f"Did you mean `{near}`? {_ALLOWED}" if near else _ALLOWED
            return FormulaFault(f"`{name}` is not a function of formulas", fix)
        case ast.Compare() | ast.BoolOp():
            fix = "Compare inside `if_(x > y, a, b)` or `a if x > y else b`; nest them for several conditions."
            return FormulaFault(f"`{shortened(text)}` is a condition where a number is needed", fix)
    return FormulaFault(f"`{shortened(text)}` is not allowed in a formula", _ALLOWED)
