"""What SQL a user may write in a KPI: functions, types, units and shapes, as closed lists.

Whatever is not listed here is refused, so a new version of the parser or of the engine never widens the language.
`docs/kpi-sql.md` shows the lists to users; a test keeps the two equal.
"""

from __future__ import annotations

from typing import Final, Literal

from trueup.core.base.record import dataclass


class SqlRefused(ValueError):
    """The expression is not one we run: `problem` says what in it, `fix` what to write instead."""

    def __init__(self, problem: str, fix: str) -> None:
        """Keep both sentences; the text of the exception joins them."""
        super().__init__(f"{problem} {fix}")
        self.problem = problem
        self.fix = fix


Argument = Literal["any", "digits", "format", "fraction", "from", "part", "pattern", "to", "unit"]
"""What stands at one place of a call: any expression, or a constant of the named kind."""


@dataclass(frozen=True, slots=True)
class Function:
    """One allowed function: the name we emit, what it takes, and whether it aggregates.

    The first `least` arguments are required; with `more`, the last one may be repeated. `part` is set where the name
    stands for `date_part` (`year(x)` is `date_part('year', x)`). `strict` means: NULL in, NULL out.
    """

    name: str
    takes: tuple[Argument, ...]
    least: int
    more: bool = False
    aggregate: bool = False
    part: str = ""
    strict: bool = True


def _scalar(name: str, *takes: Argument, optional: int = 0, more: bool = False, strict: bool = True) -> Function:
    return Function(name, takes, len(takes) - optional, more=more, strict=strict)


def _aggregate(name: str, *takes: Argument) -> Function:
    return Function(name, takes, len(takes), aggregate=True, strict=False)


_AGGREGATES: Final = (
    _aggregate("arg_max", "any", "any"),
    _aggregate("arg_min", "any", "any"),
    _aggregate("avg", "any"),
    _aggregate("bool_and", "any"),
    _aggregate("bool_or", "any"),
    _aggregate("count", "any"),
    _aggregate("max", "any"),
    _aggregate("median", "any"),
    _aggregate("min", "any"),
    _aggregate("quantile_cont", "any", "fraction"),
    _aggregate("stddev_samp", "any"),
    _aggregate("sum", "any"),
)

_SCALARS: Final = (
    _scalar("abs", "any"),
    _scalar("ceil", "any"),
    _scalar("coalesce", "any", "any", optional=1, more=True, strict=False),
    _scalar("contains", "any", "any"),
    _scalar("date_diff", "unit", "any", "any"),
    _scalar("date_part", "part", "any"),
    _scalar("date_trunc", "unit", "any"),
    _scalar("ends_with", "any", "any"),
    _scalar("epoch", "any"),
    _scalar("exp", "any"),
    _scalar("floor", "any"),
    _scalar("greatest", "any", "any", more=True),
    _scalar("if", "any", "any", "any", strict=False),
    _scalar("isfinite", "any"),
    _scalar("isnan", "any"),
    _scalar("least", "any", "any", more=True),
    _scalar("left", "any", "any"),
    _scalar("length", "any"),
    _scalar("ln", "any"),
    _scalar("log10", "any"),
    _scalar("lower", "any"),
    _scalar("make_date", "any", "any", "any"),
    _scalar("mod", "any", "any"),
    _scalar("nullif", "any", "any", strict=False),
    _scalar("power", "any", "any"),
    _scalar("regexp_matches", "any", "pattern"),
    _scalar("replace", "any", "from", "to"),
    _scalar("right", "any", "any"),
    _scalar("round", "any", "digits", optional=1),
    _scalar("sign", "any"),
    _scalar("sqrt", "any"),
    _scalar("starts_with", "any", "any"),
    _scalar("strptime", "any", "format"),
    _scalar("substring", "any", "any", "any", optional=1),
    _scalar("to_timestamp", "any"),
    _scalar("trim", "any"),
    _scalar("trunc", "any"),
    _scalar("try_strptime", "any", "format"),
    _scalar("upper", "any"),
)

UNITS: Final = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
"""What dates and times are counted and cut by, and what an INTERVAL is stated in."""

PARTS: Final = (*UNITS, "dow", "isodow", "doy", "isoyear", "epoch")
"""What `extract` and `date_part` take out of a date or time."""

ALIASES: Final = {
    "ceiling": "ceil",
    "datediff": "date_diff",
    "ifnull": "coalesce",
    "pow": "power",
    "stddev": "stddev_samp",
    "substr": "substring",
}
"""Other spellings, and the one we emit, so that equal expressions have equal text."""

_BY_NAME: Final = {function.name: function for function in (*_AGGREGATES, *_SCALARS)}

FUNCTIONS: Final = {
    **_BY_NAME,
    **{alias: _BY_NAME[name] for alias, name in ALIASES.items()},
    **{unit: Function("date_part", ("any",), 1, part=unit) for unit in UNITS},
}
"""Every name a call may have, in lower case."""

TYPES: Final = {
    "BOOLEAN": "BOOLEAN",
    "TINYINT": "TINYINT",
    "SMALLINT": "SMALLINT",
    "INT": "INTEGER",
    "BIGINT": "BIGINT",
    "DOUBLE": "DOUBLE",
    "DECIMAL": "DECIMAL",
    "TEXT": "VARCHAR",
    "VARCHAR": "VARCHAR",
    "DATE": "DATE",
    "TIME": "TIME",
    "TIMESTAMP": "TIMESTAMP",
    "TIMESTAMPNTZ": "TIMESTAMP",
    "TIMESTAMPTZ": "TIMESTAMPTZ",
}
"""The parser's name of each type a cast may aim at, and the name we emit."""

BINARIES: Final = {
    "Add": "+",
    "Sub": "-",
    "Mul": "*",
    "DPipe": "||",
    "EQ": "=",
    "NEQ": "<>",
    "LT": "<",
    "LTE": "<=",
    "GT": ">",
    "GTE": ">=",
    "And": "AND",
    "Or": "OR",
    "NullSafeEQ": "IS NOT DISTINCT FROM",
    "NullSafeNEQ": "IS DISTINCT FROM",
}
"""Operators of two sides that are emitted as they are. Division and remainder are rewritten (see the guard)."""

_BOTH: Final = frozenset({"this", "expression"})

SHAPES: Final = {
    **dict.fromkeys(BINARIES, _BOTH | {"safe"}),
    "Anonymous": frozenset({"this", "expressions"}),
    "AtTimeZone": frozenset({"this", "zone"}),
    "Between": frozenset({"this", "low", "high"}),
    "Boolean": frozenset({"this"}),
    "Case": frozenset({"this", "ifs", "default"}),
    "Cast": frozenset({"this", "to", "safe", "_type"}),
    "Column": frozenset({"this"}),
    "DataType": frozenset({"this", "expressions"}),
    "DataTypeParam": frozenset({"this"}),
    "Distinct": frozenset({"expressions"}),
    "Div": _BOTH,
    "Extract": _BOTH,
    "Filter": _BOTH,
    "ILike": _BOTH | {"negate"},
    "Identifier": frozenset({"this", "quoted"}),
    "If": frozenset({"this", "true"}),
    "In": frozenset({"this", "expressions"}),
    "Interval": frozenset({"this", "unit"}),
    "Is": _BOTH,
    "Like": _BOTH | {"negate"},
    "Literal": frozenset({"this", "is_string"}),
    "Mod": _BOTH,
    "Neg": frozenset({"this"}),
    "Not": frozenset({"this"}),
    "Null": frozenset[str](),
    "Paren": frozenset({"this"}),
    "Star": frozenset[str](),
    "TryCast": frozenset({"this", "to", "safe", "_type"}),
    "Var": frozenset({"this"}),
    "Where": frozenset({"this"}),
}
"""The shapes of the parser's tree that we read, each with the fields that may be filled; all others are refused."""

SESSION_WORDS: Final = frozenset(
    {
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
    }
)
"""Bare words that DuckDB answers from the clock or the session when no column has that name, even in double quotes."""

_NO_CLOCK: Final = (
    "A KPI must not depend on the day it is run: compare with a written date, or use `at:` and `settles:`."
)
_NO_LUCK: Final = "Which row it takes depends on chance: write `arg_min(value, order)` or `arg_max(value, order)`."
NO_LIST: Final = "Lists, structs and JSON are not part of KPI expressions: prepare a plain column for it."

REMEDIES: Final = {
    **dict.fromkeys(("now", "today", "current_date", "get_current_timestamp", "age", *SESSION_WORDS), _NO_CLOCK),
    **dict.fromkeys(("any_value", "first", "last", "arbitrary", "mode"), _NO_LUCK),
    **dict.fromkeys(("list", "array_agg", "unnest", "list_value", "struct_pack", "json_extract"), NO_LIST),
    **dict.fromkeys(("concat", "concat_ws"), "It swallows NULL: write `a || b`."),
    **dict.fromkeys(("string_agg", "group_concat"), "Write `max(x)`, or `count(distinct x)`."),
    **dict.fromkeys(("count_if", "countif", "sum_if"), "Write `count(*) FILTER (WHERE condition)`."),
    **dict.fromkeys(("percentile_cont", "quantile", "percentile"), "Write `quantile_cont(x, 0.9)`."),
    **dict.fromkeys(("random", "uuid", "setseed"), "The same data must give the same figure: chance is not allowed."),
    **dict.fromkeys(("log", "log2"), "Bases differ between engines: write `ln(x)` or `log10(x)`."),
    **dict.fromkeys(("date_add", "date_sub"), "Write `x + INTERVAL 1 DAY`, or `date_diff('day', a, b)`."),
    **dict.fromkeys(("isnull", "nvl"), "Write `x IS NULL`, or `coalesce(x, 0)`."),
    "strftime": "Write `date_trunc('month', x)` or `date_part('month', x)`.",
    "dayofweek": "Write `date_part('isodow', x)`: Monday is 1.",
    "len": "Write `length(x)`.",
}
"""What to write instead of functions that people often reach for."""

_NO_QUERY: Final = "Write one expression over the columns of the data set; `rows:` and `where:` select, `per:` groups."

SHAPE_REMEDIES: Final = {
    **dict.fromkeys(("Select", "Subquery", "Exists", "Union", "Values", "Table", "From", "With"), _NO_QUERY),
    **dict.fromkeys(
        ("Window", "WithinGroup", "Order", "Ordered"), "Use `per:` to group and aggregates such as `min(x)`."
    ),
    **dict.fromkeys(("Alias", "Concat"), "An operator or a comma is missing between two parts."),
    **dict.fromkeys(("Tuple", "Any", "All"), "Write one expression; for several values `x IN (1, 2)`."),
    **dict.fromkeys(("Array", "Struct", "Bracket", "Lambda", "Dot", "JSONExtract"), NO_LIST),
    "Collate": "Compare `lower(a)` with `lower(b)`.",
    "Escape": "Use `contains(x, 'text')` or `starts_with(x, 'text')` instead of LIKE with ESCAPE.",
    "RegexpLike": "Write `regexp_matches(x, 'pattern')`.",
    "SimilarTo": "Write `regexp_matches(x, 'pattern')`.",
    "Glob": "Write `x LIKE 'text%'`.",
    "Star": "Only `count(*)` has a star; name the columns you mean.",
    "Distinct": "Only `count(DISTINCT x)` has DISTINCT, with one expression.",
}
"""What to write instead of refused shapes."""
