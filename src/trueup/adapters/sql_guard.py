"""The guard for SQL that users write: an expression is read, checked against allow-lists, and written anew by us.

Three steps, each closed: our own words (no comments, no brackets, dollars or semicolons reach the parser), sqlglot's
parser with every function left as the user named it, and our own writer, which knows only the shapes of `SHAPES`.
What runs is exactly what the writer wrote: names in double quotes, literals quoted again, every operation in
parentheses. Two meanings are changed on purpose, both so that a missing value stays missing: `greatest` and `least`
are NULL when one side is, and division or remainder by zero is NULL.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from trueup.adapters.sql_allowed import SqlRefused
from trueup.adapters.sql_words import words_of
from trueup.adapters.sql_writer import Writer
from trueup.core.model.ask.identity import Sql

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlglot.expressions import Expression


def guard(text: str) -> Sql:
    """Return the expression in our own words, with the columns it names and whether it stands on aggregates.

    Equal expressions that differ in spacing, in the case of keywords and functions or in redundant parentheses have
    equal text; the names of columns are kept as written. Raises `SqlRefused` for everything that is not on the
    allow-lists or too large. Whether the columns exist, and the types fit, is for the engine to say.
    """
    tree = _parse(" ".join(words_of(text)))
    writer = Writer()
    written = writer.write(tree)
    if writer.aggregates and writer.loose:
        name = writer.loose[0]
        raise SqlRefused(
            f"`{name}` stands beside an aggregate, but not inside one.",
            f"Put each column inside an aggregate, such as `max({name})`, or take the aggregates out.",
        )
    return Sql(written, tuple(sorted(writer.columns)), aggregate=writer.aggregates)


@lru_cache(maxsize=1)
def _plain_parser() -> Callable[[str], list[Expression | None]]:
    """Return a DuckDB parser to which every function is a plain call, with its name and arguments as written."""
    from sqlglot.dialects.duckdb import DuckDB

    known = DuckDB.Parser

    kept: dict[str, object] = {name: known.FUNCTION_PARSERS[name] for name in ("CAST", "EXTRACT", "TRY_CAST")}

    class Plain(known):  # type: ignore[misc, valid-type]
        FUNCTIONS: ClassVar[dict[str, object]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, object]] = kept
        NO_PAREN_FUNCTIONS: ClassVar[dict[object, object]] = {}
        NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, object]] = {"CASE": known.NO_PAREN_FUNCTION_PARSERS["CASE"]}

    dialect = DuckDB()
    return lambda sql: Plain(dialect=dialect).parse(dialect.tokenize(sql), sql)


def _parse(words: str) -> Expression:
    """Return the tree of one expression; the parentheses around it keep the parser from reading a statement."""
    from sqlglot.errors import SqlglotError

    try:
        trees = _plain_parser()(f"({words})")
    except RecursionError:
        raise SqlRefused("The expression is nested too deeply.", "Split it, or prepare a column for it.") from None
    except SqlglotError as error:
        found = getattr(error, "errors", ())
        near = f" near `{found[0]['highlight']}`" if found and found[0].get("highlight") else ""
        fix = "Check the operators, commas and parentheses: it must be one SQL expression."
        raise SqlRefused(f"`{_short(words)}` cannot be read{near}.", fix) from None
    except Exception:  # noqa: BLE001 - whatever a user's text does to the parser is a refusal, not a crash
        raise SqlRefused(f"`{_short(words)}` cannot be read.", "Write it in a simpler way.") from None
    if len(trees) != 1 or trees[0] is None:
        raise SqlRefused(f"`{_short(words)}` is not one expression.", "Write one expression, not statements.")
    return trees[0]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - fits a line of a terminal
