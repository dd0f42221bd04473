"""Single nodes of the parser's tree: whether a shape, function, type or written constant is on the allow-lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trueup.adapters.sql_allowed import (
    FUNCTIONS,
    REMEDIES,
    SHAPE_REMEDIES,
    SHAPES,
    TYPES,
    UNITS,
    Function,
    SqlRefused,
)
from trueup.core.base.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlglot.expressions import Expression

LONGEST_PATTERN: Final = 200
_MOST_PLACES: Final = 15
_WIDEST_DECIMAL: Final = 38
_INTERVAL: Final = re.compile(r"-?\d{1,9}")
_ZONE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{0,63}")
_SAID: Final = {
    "Alias": "A name or value straight behind another",
    "Concat": "A string straight behind another",
    "Exists": "A query",
    "Select": "A query",
    "Subquery": "A query",
    "Table": "A query",
    "Tuple": "A list in parentheses",
    "Window": "OVER",
    "WithinGroup": "WITHIN GROUP",
    "Order": "ORDER BY",
    "Star": "`*`",
    "Collate": "COLLATE",
    "Escape": "ESCAPE",
}


def shape_of(node: Expression) -> str:
    """Return the name of the node's shape, as `SHAPES` lists it."""
    return type(node).__name__


def bare_of(node: Expression) -> Expression:
    """Return what stands inside the parentheses around the node."""
    while shape_of(node) == "Paren":
        check_shape(node)
        node = node.args["this"]
    return node


def check_shape(node: Expression) -> None:
    """Refuse a shape that is not listed, and a listed one with a field that is not."""
    name = shape_of(node)
    if name not in SHAPES:
        raise shape_refused(name)
    for field, value in node.args.items():
        is_filled = value is not None and value is not False and value != []
        if is_filled and field not in SHAPES[name]:
            raise shape_refused("Subquery" if field == "query" else f"{name} with {field.rstrip('_')}")


def shape_refused(name: str) -> SqlRefused:
    """Return the refusal of a shape, in the user's words."""
    fix = SHAPE_REMEDIES.get(name, "The page on KPI expressions lists what may be written.")
    return SqlRefused(f"{_SAID.get(name, name)} is not part of KPI expressions.", fix)


def function_of(node: Expression) -> Function:
    """Return the allowed function that a call names; refuse others with the nearest one or a remedy."""
    check_shape(node)
    name = node.args["this"]
    if not isinstance(name, str):
        raise SqlRefused("A function's name stands in quotes.", "Write it without quotes; quotes are for columns.")
    function = FUNCTIONS.get(name.lower())
    if function is not None:
        return function
    near = nearest(name, FUNCTIONS)
    guess = f"Did you mean `{near}`?" if near else "The page on KPI expressions lists those that are."
    fix = REMEDIES.get(name.lower(), guess)
    raise SqlRefused(f"The function `{name}` is not allowed.", fix)


def takes_of(function: Function) -> str:
    """Return what the function takes, in words."""
    words = ", ".join("an expression" if kind == "any" else f"a {kind}" for kind in function.takes)
    return words + " or more" * function.more + ", the last optional" * (function.least < len(function.takes))


def type_of(node: Expression) -> str:
    """Return the type that a cast aims at."""
    name = str(getattr(node.args.get("this"), "name", "?"))
    sizes = node.args.get("expressions") or []
    if name not in TYPES or (sizes and name != "DECIMAL") or not all(_is_size(size) for size in sizes):
        listed = ", ".join(sorted(set(TYPES.values())))
        raise SqlRefused(f"A cast to {name} is not allowed.", f"Types: {listed}; DECIMAL with digits and places.")
    check_shape(node)
    if name != "DECIMAL":
        return TYPES[name]
    digits, places = [*(int(size.args["this"].args["this"]) for size in sizes), 0][:2]
    if not 1 <= digits <= _WIDEST_DECIMAL or places > digits:
        raise SqlRefused(
            f"DECIMAL({digits},{places}) does not exist.", f"At most {_WIDEST_DECIMAL} digits, such as (18,2)."
        )
    return f"DECIMAL({digits},{places})"


def _is_size(node: Expression) -> bool:
    size = node.args["this"]
    return shape_of(node) == "DataTypeParam" and is_number(size) and str(size.args["this"]).isdigit()


def quoted(text: object) -> str:
    """Return the text as an SQL string."""
    return "'" + str(text).replace("'", "''") + "'"


def number_of(text: object) -> str:
    """Return a written number without leading zeros, its places kept: they make its type."""
    mantissa, has_exponent, exponent = str(text).lower().partition("e")
    whole, point, places = mantissa.partition(".")
    return f"{int(whole or '0')}{point}{places}" + (f"e{int(exponent)}" if has_exponent else "")


def is_number(node: Expression) -> bool:
    """Return whether the node is a written number."""
    return shape_of(node) == "Literal" and not bool(node.args["is_string"])


def _is_string(node: Expression) -> bool:
    return shape_of(node) == "Literal" and bool(node.args["is_string"])


def is_value(node: Expression) -> bool:
    """Return whether the node is a written number, string, truth or date: something that is never NULL."""
    bare = bare_of(node)
    if shape_of(bare) == "Neg":
        return is_number(bare_of(bare.args["this"]))
    if shape_of(bare) == "Cast":
        return shape_of(bare_of(bare.args["this"])) == "Literal"
    return shape_of(bare) in {"Boolean", "Literal"}


def text_of(node: Expression, what: str) -> str:
    """Return a written string of bounded length; `what` names it in the refusal."""
    bare = bare_of(node)
    if not _is_string(bare):
        raise SqlRefused(f"{what} must be a written string.", "Write it out in straight quotes, such as 'abc'.")
    if len(str(bare.args["this"])) > LONGEST_PATTERN:
        raise SqlRefused(f"{what} is too long.", f"At most {LONGEST_PATTERN} characters are read.")
    return quoted(bare.args["this"])


def word_of(node: Expression, words: Sequence[str], name: str) -> str:
    """Return a written word of a closed list, in quotes; `name` is the function that needs it."""
    bare = bare_of(node)
    word = str(bare.args["this"]).lower() if shape_of(bare) in {"Literal", "Var"} else ""
    if word not in words:
        near = nearest(word, words) or words[0]
        raise SqlRefused(f"`{name}` needs one of {', '.join(words)}.", f"Write it in quotes, such as '{near}'.")
    return quoted(word)


def digits_of(node: Expression) -> str:
    """Return a written number of places."""
    bare = bare_of(node)
    number = bare_of(bare.args["this"]) if shape_of(bare) == "Neg" else bare
    if not is_number(number) or not str(number.args["this"]).isdigit() or int(number.args["this"]) > _MOST_PLACES:
        fix = f"Write a whole number from -{_MOST_PLACES} to {_MOST_PLACES}."
        raise SqlRefused("`round` needs a written number of places.", fix)
    return f"{'-' if bare is not number else ''}{int(number.args['this'])}"


def fraction_of(node: Expression) -> str:
    """Return a written share from 0 to 1."""
    bare = bare_of(node)
    if not is_number(bare) or not 0 <= float(bare.args["this"]) <= 1:
        raise SqlRefused("`quantile_cont` needs a written share from 0 to 1.", "Write `quantile_cont(x, 0.9)`.")
    return number_of(bare.args["this"])


def check_replacement(arguments: Sequence[Expression]) -> None:
    """Refuse a replacement longer than what it replaces: a few nested ones would fill the memory."""
    old, new = (str(bare_of(part).args["this"]).encode() for part in arguments[1:])
    if not old or len(new) > len(old):
        fix = "Write `CASE WHEN` for the few values you mean, or prepare a column for it."
        raise SqlRefused("`replace` would make the text longer.", fix)


def interval_of(node: Expression) -> str:
    """Return an INTERVAL of a whole number and one unit."""
    value, unit = node.args["this"], node.args.get("unit")
    count = str(value.args["this"]) if shape_of(value) == "Literal" else ""
    name = "" if unit is None else str(unit.args["this"]).lower().removesuffix("s")
    if not _INTERVAL.fullmatch(count) or name not in UNITS:
        raise SqlRefused(
            "An INTERVAL is a whole number and one unit.",
            f"Write `INTERVAL 3 DAY`, or two intervals added; units: {', '.join(UNITS)}.",
        )
    return f"INTERVAL '{int(count)}' {name.upper()}"


def zone_of(node: Expression) -> str:
    """Return a written time zone, such as `'Europe/London'`; the engine knows which zones exist."""
    if not _is_string(node) or not _ZONE.fullmatch(str(node.args["this"])):
        raise SqlRefused("AT TIME ZONE needs a written zone.", "Write `x AT TIME ZONE 'Europe/London'`.")
    return quoted(node.args["this"])
