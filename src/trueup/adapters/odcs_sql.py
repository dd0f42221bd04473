"""The SQL of a contract: one aggregate over one table, guarded; anything else is refused with its reason.

What runs is never the contract's text. Its words are split by the guard's own rules, the frame (SELECT, FROM the one
table, WHERE) is taken off here, and the two expressions inside go through the guard, which writes them anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from trueup.adapters.sql_allowed import SqlRefused
from trueup.adapters.sql_guard import guard
from trueup.adapters.sql_words import words_of
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.contract import Query

LONGEST_QUERY: Final = 4_000
_PLACEHOLDER: Final = re.compile(r"\$?\{\s*([A-Za-z_]{1,30})\s*\}")
_STRING_OR_PLACEHOLDER: Final = re.compile(r"'(?:[^']|'')*'|\$?\{\s*[A-Za-z_]{1,30}\s*\}")
_TABLES: Final = frozenset({"object", "table", "schema", "tablename", "table_name", "model"})
_COLUMNS: Final = frozenset({"property", "column", "field", "columnname", "column_name"})
_PARTS: Final = re.compile(r"""('(?:[^']|'')*')|("(?:[^"]|"")*"|`[^`"]*`|[A-Za-z_][A-Za-z0-9_]*)(\s*\.\s*)?""")
_STOPS: Final[Mapping[str, str]] = {
    "join": "a second table",
    "inner": "a second table",
    "left": "a second table",
    "right": "a second table",
    "full": "a second table",
    "cross": "a second table",
    "natural": "a second table",
    "asof": "a second table",
    "positional": "a second table",
    ",": "a second table",
    "group": "GROUP BY",
    "having": "HAVING",
    "order": "ORDER BY",
    "limit": "LIMIT",
    "offset": "OFFSET",
    "qualify": "QUALIFY",
    "window": "WINDOW",
    "union": "a second query",
    "except": "a second query",
    "intersect": "a second query",
    "tablesample": "a sample",
    "using": "a sample",
    "for": "a clause",
    "pivot": "PIVOT",
    "unpivot": "UNPIVOT",
}
_SHAPE: Final = "Write one aggregate over the one table: `SELECT count(*) FROM ${object} WHERE ...`."
_LONGEST_ALIAS: Final = 3
_MINIMUM: Final = 4


def query_of(text: str, tables: Sequence[str], column: str | None) -> Query | NotRun:
    """Return what runs for an SQL rule, or why it does not.

    Args:
        text: the query, with placeholders such as `${object}`, `${table}`, `${property}` and `${column}`.
        tables: the names of the rule's own table (its name and its physical name).
        column: the column that the rule stands at, as it is stored; None for a rule of the table.
    """
    try:
        return _read(text, tables, column)
    except SqlRefused as refused:
        problem = refused.problem.replace("is not part of KPI expressions", "is not part of the SQL that trueup runs")
        return NotRun("refused", problem.rstrip("."), _SHAPE if "`per:`" in refused.fix else refused.fix)


def _read(text: str, tables: Sequence[str], column: str | None) -> Query:
    if len(text) > LONGEST_QUERY:
        raise SqlRefused(f"The query has {len(text):,} characters.", f"At most {LONGEST_QUERY:,} are read: shorten it.")
    words = words_of(_plain(text.strip().removesuffix(";"), tables, column))
    if words[0].lower() != "select":
        raise SqlRefused(f"The query begins with `{words[0][:20]}`, not with SELECT.", _SHAPE)
    if len(words) < _MINIMUM:
        raise SqlRefused("The query is not whole.", _SHAPE)
    here = _top(words)
    begins = next((at for at in here if words[at].lower() == "from" and not _is_distinct_from(words, at)), None)
    if begins is None:
        raise SqlRefused("The query has no FROM.", _SHAPE)
    where = _source(words, begins, tables, here)
    value = guard(" ".join(_without_alias(words[1:begins])))
    if not value.aggregate:
        raise SqlRefused("The query selects rows, not one figure.", _SHAPE)
    condition = guard(" ".join(words[where:])) if where is not None else None
    if condition is not None and condition.aggregate:
        raise SqlRefused("WHERE holds an aggregate.", "Put the condition on the aggregate into the SELECT.")
    return Query(value, condition)


def _plain(text: str, tables: Sequence[str], column: str | None) -> str:
    """Return the query with its placeholders filled and the table's name taken from before its columns."""
    text = _STRING_OR_PLACEHOLDER.sub(lambda found: _with_names(found[0], tables, column), text)
    text = _dotted(text, tables)
    own = {name.lower() for name in tables}
    alias = _alias(text, own)
    known = own | ({alias} if alias else set())

    def kept(found: re.Match[str]) -> str:
        name, dot = found[2], found[3]
        if found[1] is not None or name is None:
            return found[0]
        bare = name.strip('`"')
        if dot is not None and bare.lower() in known:
            return ""
        return f'"{bare}"{dot or ""}' if name.startswith("`") else found[0]

    return _PARTS.sub(kept, text)


def _with_names(part: str, tables: Sequence[str], column: str | None) -> str:
    """Return a placeholder as a quoted name, or a string with the bare names in it."""
    if not part.startswith("'"):
        return _quoted(_filled(part.strip("${} "), tables, column))
    return _PLACEHOLDER.sub(lambda found: _filled(found[1], tables, column).replace("'", "''"), part)


def _dotted(text: str, tables: Sequence[str]) -> str:
    """Return the query with a table such as `public.orders` behind FROM in quotes, where that is the table's name."""
    dotted = "|".join(re.escape(name) for name in tables if "." in name)
    if not dotted:
        return text

    def written(found: re.Match[str]) -> str:
        return found[0] if found[1] is not None else f"{found[2]}{_quoted(found[3])}"

    return re.sub(rf"('(?:[^']|'')*')|(\bfrom\s+)({dotted})(?![\w.])", written, text, flags=re.IGNORECASE)


def _filled(word: str, tables: Sequence[str], column: str | None) -> str:
    name = word.lower()
    if name in _TABLES and tables:
        return tables[0]
    if name in _COLUMNS:
        if column is None:
            raise SqlRefused(f"`${{{word}}}` stands in a rule of the table.", "Put the rule at a property.")
        return column
    raise SqlRefused(f"The placeholder `{word}` is not known.", "Use `${object}` and `${property}`.")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _alias(text: str, own: set[str]) -> str | None:
    """Return the name that the query gives its table, such as `t` in `FROM inquiries AS t`."""
    found = re.search(
        r"""\bfrom\s+("(?:[^"]|"")+"|`[^`"]+`|[A-Za-z_][A-Za-z0-9_]*)\s+(?:as\s+)?([A-Za-z_][A-Za-z0-9_]*)\b""",
        text,
        re.IGNORECASE,
    )
    if found is None or found[1].strip('`"').lower() not in own:
        return None
    name = found[2].lower()
    return None if name == "where" or name in _STOPS else name


def _top(words: Sequence[str]) -> list[int]:
    """Return the places of the words that stand in no parentheses and no CASE."""
    found, depth = [], 0
    for at, word in enumerate(words):
        depth -= word == ")" or word.lower() == "end"
        if depth == 0:
            found.append(at)
        depth += word == "(" or word.lower() == "case"
    return found


def _is_distinct_from(words: Sequence[str], at: int) -> bool:
    return words[at - 1].lower() == "distinct"


def _source(words: Sequence[str], begins: int, tables: Sequence[str], here: Sequence[int]) -> int | None:
    """Check the table behind FROM and return where the condition begins, None where there is none."""
    if begins + 1 >= len(words):
        raise SqlRefused("Nothing stands behind FROM.", _SHAPE)
    table = words[begins + 1]
    name = table[1:-1].replace('""', '"') if table.startswith('"') else table
    if table.startswith("'") or name.lower() not in {each.lower() for each in tables}:
        fix = f"A rule may read its own table only: write `FROM {tables[0]}` or `FROM ${{object}}`."
        raise SqlRefused(f"The query reads `{name[:40]}`.", fix)
    at = begins + 2
    if at < len(words) and words[at].lower() == "as":
        at += 1
    if at < len(words) and re.fullmatch(r"[A-Za-z_]\w*", words[at]) and words[at].lower() not in (*_STOPS, "where"):
        at += 1
    if at == len(words):
        return None
    second = next((words[i].lower() for i in here if i >= at and _stops(words, i)), None)
    if second is not None or words[at].lower() != "where":
        what = _STOPS.get(second or words[at].lower(), f"`{words[at][:20]}` behind the table")
        raise SqlRefused(f"The query has {what}.", _SHAPE)
    return at + 1


def _stops(words: Sequence[str], at: int) -> bool:
    """Whether a word begins another clause; `left(x, 2)` and `right(x, 2)` are functions."""
    word = words[at].lower()
    return word in _STOPS and not (word in ("left", "right") and words[at + 1 : at + 2] == ["("])


def _without_alias(words: Sequence[str]) -> Sequence[str]:
    """Return the selected expression without the name it is given at its end."""
    if len(words) >= _LONGEST_ALIAS and words[-2].lower() == "as":
        return words[:-2]
    if len(words) > 1 and words[-2] == ")" and re.fullmatch(r'[A-Za-z_]\w*|"[^"]+"', words[-1]):
        return words if words[-1].lower() == "end" else words[:-1]
    return words
