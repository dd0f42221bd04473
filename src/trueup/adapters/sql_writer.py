"""Writes an expression anew from the parser's tree, knowing only the shapes, functions and types of the allow-lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from trueup.adapters.sql_allowed import BINARIES, PARTS, REMEDIES, SESSION_WORDS, UNITS, Argument, Function, SqlRefused
from trueup.adapters.sql_nodes import (
    bare_of,
    check_replacement,
    check_shape,
    digits_of,
    fraction_of,
    function_of,
    interval_of,
    is_number,
    is_value,
    number_of,
    quoted,
    shape_of,
    shape_refused,
    takes_of,
    text_of,
    type_of,
    word_of,
    zone_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlglot.expressions import Expression

MOST_NODES: Final = 200
DEEPEST_TREE: Final = 40
LONGEST_WRITTEN: Final = 20_000
_TOO_LARGE: Final = "Split it into several KPIs, or prepare a column for it."


class Writer:
    """Writes one tree; keeps the columns it met, those outside every aggregate, and whether there are aggregates."""

    def __init__(self) -> None:
        """Start with nothing written."""
        self.columns: set[str] = set()
        self.loose: list[str] = []
        self.aggregates = False
        self._inside: str | None = None
        self._nodes = 0
        self._depth = 0

    def write(self, node: Expression) -> str:
        """Return the node in our words. Raises `SqlRefused` for a shape, field or size that is not allowed."""
        check_shape(node)
        if shape_of(node) == "Paren":
            return self.write(node.args["this"])
        self._nodes += 1
        self._depth += 1
        if self._nodes > MOST_NODES:
            raise SqlRefused("The expression is too large.", f"At most {MOST_NODES} parts are read. {_TOO_LARGE}")
        if self._depth > DEEPEST_TREE:
            problem = "The expression is nested or chained too deeply."
            raise SqlRefused(problem, f"At most {DEEPEST_TREE} levels are read; `x IN (1, 2)` is one. {_TOO_LARGE}")
        name = shape_of(node)
        writes = self._WRITES.get(name)
        if writes is None:
            raise shape_refused(name)
        written = writes(self, node)
        if len(written) > LONGEST_WRITTEN:
            raise SqlRefused("`greatest` and `least` are nested too deeply.", _TOO_LARGE)
        self._depth -= 1
        return written

    def _side(self, node: Expression, side: str = "this") -> str:
        return self.write(node.args[side])

    def _column(self, node: Expression) -> str:
        identifier = node.args["this"]
        if shape_of(identifier) != "Identifier":
            raise shape_refused(shape_of(identifier))
        check_shape(identifier)
        name = str(identifier.args["this"])
        if name.lower() in SESSION_WORDS:
            raise SqlRefused(f"`{name}` is answered from the clock or the session.", REMEDIES[name.lower()])
        self.columns.add(name)
        if self._inside is None:
            self.loose.append(name)
        return '"' + name.replace('"', '""') + '"'

    def _literal(self, node: Expression) -> str:
        return quoted(node.args["this"]) if node.args["is_string"] else number_of(node.args["this"])

    def _boolean(self, node: Expression) -> str:
        return "TRUE" if node.args["this"] else "FALSE"

    def _binary(self, node: Expression) -> str:
        return f"({self._side(node)} {BINARIES[shape_of(node)]} {self._side(node, 'expression')})"

    def _division(self, node: Expression) -> str:
        return self._divided("/", node.args["this"], node.args["expression"])

    def _remainder(self, node: Expression) -> str:
        return self._divided("%", node.args["this"], node.args["expression"])

    def _divided(self, sign: str, above: Expression, below: Expression) -> str:
        top, bottom = self.write(above), self.write(below)
        if not is_number(bare_of(below)) or float(bottom) == 0:
            bottom = f"nullif({bottom}, 0)"
        return f"({top} {sign} {bottom})"

    def _negative(self, node: Expression) -> str:
        return f"(- {self._side(node)})"

    def _not(self, node: Expression) -> str:
        return f"(NOT {self._side(node)})"

    def _is(self, node: Expression) -> str:
        truth = node.args["expression"]
        if shape_of(truth) not in {"Boolean", "Null"}:
            raise SqlRefused("IS compares with NULL, TRUE or FALSE only.", "Write `=`, or `IS NOT DISTINCT FROM`.")
        return f"({self._side(node)} IS {self.write(truth)})"

    def _like(self, node: Expression) -> str:
        pattern = text_of(node.args["expression"], "The pattern of LIKE")
        written = f"({self._side(node)} {shape_of(node).upper()} {pattern})"
        return f"(NOT {written})" if node.args.get("negate") else written

    def _between(self, node: Expression) -> str:
        return f"({self._side(node)} BETWEEN {self._side(node, 'low')} AND {self._side(node, 'high')})"

    def _in(self, node: Expression) -> str:
        values = node.args.get("expressions") or ()
        if not values or not all(is_value(value) for value in values):
            fix = "Write `x IN (1, 2)`; for NULL add `OR x IS NULL`, and compare columns with `=`."
            raise SqlRefused("IN takes a list of written numbers, strings or dates.", fix)
        return f"({self._side(node)} IN ({', '.join(self.write(value) for value in values)}))"

    def _case(self, node: Expression) -> str:
        parts = ["CASE"]
        if node.args.get("this") is not None:
            parts.append(self._side(node))
        for arm in node.args["ifs"]:
            check_shape(arm)
            parts.append(f"WHEN {self._side(arm)} THEN {self._side(arm, 'true')}")
        if node.args.get("default") is not None:
            parts.append(f"ELSE {self._side(node, 'default')}")
        return " ".join([*parts, "END"])

    def _cast(self, node: Expression) -> str:
        return f"{shape_of(node).upper().replace('TRY', 'TRY_')}({self._side(node)} AS {type_of(node.args['to'])})"

    def _at_zone(self, node: Expression) -> str:
        return f"timezone({zone_of(node.args['zone'])}, {self._side(node)})"

    def _extract(self, node: Expression) -> str:
        return f"date_part({word_of(node.args['this'], PARTS, 'extract')}, {self._side(node, 'expression')})"

    def _filter(self, node: Expression) -> str:
        call, where = node.args["this"], node.args["expression"]
        function = function_of(call) if shape_of(call) == "Anonymous" else None
        if function is None or not function.aggregate:
            raise SqlRefused("FILTER stands behind an aggregate only.", "Write `count(*) FILTER (WHERE x > 1)`.")
        check_shape(where)
        written = self.write(call)
        return f"{written} FILTER (WHERE {self._within(function.name, where.args['this'])})"

    def _call(self, node: Expression) -> str:
        function = function_of(node)
        arguments = node.args.get("expressions") or []
        if not function.least <= len(arguments) <= (len(arguments) if function.more else len(function.takes)):
            raise SqlRefused(f"`{function.name}` has {len(arguments)} arguments.", f"It takes {takes_of(function)}.")
        if function.name == "mod":
            return self._divided("%", *arguments)
        if function.aggregate:
            return f"{function.name}({self._aggregated(function, arguments)})"
        kinds = (*function.takes, *[function.takes[-1]] * len(arguments))
        written = [self._argument(function.name, kind, part) for kind, part in zip(kinds, arguments, strict=False)]
        if function.name == "if":
            return "CASE WHEN {} THEN {} ELSE {} END".format(*written)
        if function.name == "replace":
            check_replacement(arguments)
        call = f"{function.name}({', '.join(written)})"
        if function.part:
            return f"date_part('{function.part}', {written[0]})"
        if function.name in {"greatest", "least"}:
            return _unless_missing(
                [text for text, part in zip(written, arguments, strict=True) if not is_value(part)], call
            )
        return call

    def _aggregated(self, function: Function, arguments: Sequence[Expression]) -> str:
        self.aggregates = True
        self._refuse_nested(function.name)
        first = arguments[0]
        if function.name == "count" and shape_of(first) == "Star":
            check_shape(first)
            return "*"
        if function.name == "count" and shape_of(first) == "Distinct":
            check_shape(first)
            if len(first.args["expressions"]) != 1:
                raise SqlRefused(
                    "`count(DISTINCT ...)` has several expressions.", "Count one, such as `a || '/' || b`."
                )
            return f"DISTINCT {self._within(function.name, first.args['expressions'][0])}"
        written = [self._within(function.name, part) for part in arguments if function.name != "quantile_cont"]
        if function.name == "quantile_cont":
            written = [self._within(function.name, first), fraction_of(arguments[1])]
        return ", ".join(written)

    def _within(self, aggregate: str, node: Expression) -> str:
        self._inside = aggregate
        written = self.write(node)
        self._inside = None
        return written

    def _refuse_nested(self, aggregate: str) -> None:
        if self._inside is not None:
            fix = "Aggregate once: `per:` groups rows into units, `across:` says how units become one figure."
            raise SqlRefused(f"`{aggregate}` stands inside `{self._inside}`.", fix)

    def _argument(self, name: str, kind: Argument, node: Expression) -> str:
        if kind == "unit":
            return word_of(node, UNITS, name)
        if kind == "part":
            return word_of(node, PARTS, name)
        if kind == "digits":
            return digits_of(node)
        if kind == "any":
            return self.write(node)
        return text_of(node, f"The {kind} of `{name}`")

    _WRITES: ClassVar[dict[str, Callable[[Writer, Expression], str]]] = {
        **dict.fromkeys(BINARIES, _binary),
        "Anonymous": _call,
        "AtTimeZone": _at_zone,
        "Between": _between,
        "Boolean": _boolean,
        "Case": _case,
        "Cast": _cast,
        "Column": _column,
        "Div": _division,
        "Extract": _extract,
        "Filter": _filter,
        "ILike": _like,
        "In": _in,
        "Interval": lambda _writer, node: interval_of(node),
        "Is": _is,
        "Like": _like,
        "Literal": _literal,
        "Mod": _remainder,
        "Neg": _negative,
        "Not": _not,
        "Null": lambda _writer, _node: "NULL",
        "TryCast": _cast,
    }


def _unless_missing(parts: Sequence[str], call: str) -> str:
    if not parts:
        return call
    return f"CASE WHEN {' OR '.join(f'({part} IS NULL)' for part in parts)} THEN NULL ELSE {call} END"
