"""From a contract's properties to checks: types, required, unique, keys, options of types, values, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from trueup.core.model.ask.checks import (
    Among,
    Between,
    Length,
    Like,
    Missing,
    MultipleOf,
    Reads,
    Tally,
    Test,
    ValueKind,
)
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import KeyOf, OrphansOf
from trueup.core.model.contract import Option, Property, Relationship, nested
from trueup.core.model.results.checks import DataCheck, Dimension
from trueup.core.readiness.contract_table import NESTED, ContractTable

NESTED_NOT_RUN: Final = NotRun(
    "refused",
    "it lies inside a nested value, and trueup checks whole columns",
    "Check it where the value is made flat.",
)
_KINDS: Final[Mapping[str, ValueKind]] = {
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "time": "time",
}
_ISO: Final = frozenset({"yyyy-mm-dd", "iso8601", "iso 8601", "%y-%m-%d", "date", "date-time", "datetime"})
_INTEGERS: Final = {
    f"{sign}{bits}": ((-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if sign == "i" else (0, 2**bits - 1))
    for sign in "iu"
    for bits in (8, 16, 32, 64, 128)
}
_FORMS: Final[Mapping[str, Test]] = {
    "uuid": Reads("uuid"),
    "date": Reads("date"),
    "date-time": Reads("timestamp"),
    "email": Like(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    "ipv4": Like(r"^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)$"),
    "uri": Like(r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$"),
    "url": Like(r"^[A-Za-z][A-Za-z0-9+.-]*://\S+$"),
}
_RANGE: Final = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
_SHOWN: Final = frozenset({"timezone", "defaultTimezone"})
_REFERENCE: Final = re.compile(r"(?:schema/)?([^/]+)/(?:properties/)?([^/]+)")


def column_checks(table: ContractTable) -> Iterator[DataCheck]:
    """Yield the checks of every property, of the primary key and of all references, in the order of the contract."""
    yield from _key(table)
    for prop in table.schema.properties:
        yield from _property(table, prop)
    for relationship in table.schema.relationships:
        yield _reference(table, relationship, relationship.columns)


def _property(table: ContractTable, prop: Property) -> Iterator[DataCheck]:
    column = table.column_of(prop)
    typed = _type(table, prop)
    if typed is not None:
        yield typed
    if prop.required or prop.position is not None:
        word = "required" if prop.required else "primaryKey"
        what = f"`{column}` has a value in every row"
        yield _check(table, prop, "required", what, "completeness", Tally(table.data, column, Missing()), word)
    if prop.unique and [each.name for each in table.schema.key] != [prop.name]:
        what = f"no two rows have the same `{column}`"
        yield _check(table, prop, "unique", what, "uniqueness", KeyOf(table.data, (column,)), "unique")
    if prop.values is not None:
        yield _values(table, prop, column)
    yield from _options(table, prop, column)
    for relationship in prop.relationships:
        yield _reference(table, relationship, relationship.columns or (prop.name,))
    for path, part in nested(prop):
        yield from _nested(table, path, part)


def _check(
    table: ContractTable,
    prop: Property,
    name: str,
    what: str,
    dimension: Dimension,
    ask: Tally | KeyOf | NotRun,
    key: str = "",
) -> DataCheck:
    column = table.column_of(prop)
    where = prop.at.of(key)
    return DataCheck(f"{prop.name}.{name}", table.data, (column,), what, dimension, ask, where=where, owner=table.owner)


def _key(table: ContractTable) -> Iterator[DataCheck]:
    key = table.schema.key
    if not key:
        return
    columns = tuple(table.column_of(prop) for prop in key)
    named = ", ".join(f"`{column}`" for column in columns)
    yield DataCheck(
        "primaryKey",
        table.data,
        columns,
        f"no two rows have the same {named}",
        "uniqueness",
        KeyOf(table.data, columns),
        where=key[0].at.of("primaryKey"),
        owner=table.owner,
    )


def _type(table: ContractTable, prop: Property) -> DataCheck | None:
    """Return the check that every value reads as the logical type; none where the type as stored already says so."""
    logical = (prop.logical_type or "").lower()
    what = f"every `{table.column_of(prop)}` is of type {logical}"
    if logical in NESTED:
        return _check(table, prop, "logicalType", what, "conformity", NESTED_NOT_RUN, "logicalType")
    kind = _KINDS.get(logical)
    stored = table.family(prop)
    if kind is None or (stored not in (None, "text") and (stored, kind) != ("number", "integer")):
        return None
    form = prop.option("format")
    if form is not None and kind in ("date", "timestamp", "time") and not _is_iso(form.value, kind):
        pattern = _pattern_of(form.value)
        what = f"every `{table.column_of(prop)}` is written as {form.value}"
        ask: Tally | NotRun = Tally(table.data, table.column_of(prop), Like(pattern)) if pattern else _unread(form)
        if stored is None:
            ask = NotRun("no_column", f"how `{table.column_of(prop)}` is stored is not known", "")
        return _check(table, prop, "format", what, "conformity", ask, "logicalTypeOptions")
    ask = Tally(table.data, table.column_of(prop), Reads(kind))
    return _check(table, prop, "logicalType", what, "conformity", ask, "logicalType")


def _is_iso(form: str, kind: ValueKind) -> bool:
    folded = form.strip().lower()
    if kind == "time":
        return folded in ("hh:mm", "hh:mm:ss", "time")
    begins = re.sub(r"['t ]+hh:mm(:ss)?(\.[s]+)?\s*(z|x+|'z')?$", "", folded)
    return begins in _ISO


def _pattern_of(form: str) -> str | None:
    """Return the pattern of a date's form such as `dd.MM.yyyy`, None for letters that are not plain fields."""
    found, at = "", 0
    for field in re.finditer(r"y+|M+|d+|H+|m+|s+|S+|'[^']*'|[A-Za-z]", form):
        found += re.escape(form[at : field.start()])
        word, at = field.group(), field.end()
        if word.startswith("'"):
            found += re.escape(word.strip("'"))
        elif len(word) in (2, 4) or word[0] == "S":
            found += rf"\d{{{len(word)}}}"
        elif len(word) == 1 and word in "dMHms":
            found += r"\d{1,2}"
        else:
            return None
    return f"^{found}{re.escape(form[at:])}$" if at else None


def _values(table: ContractTable, prop: Property, column: str) -> DataCheck:
    known = tuple(value for value in prop.values or () if value is not None)
    what = f"every `{column}` is one of {listed(known)}"
    ask = Tally(table.data, column, Among(known))
    return _check(table, prop, "enum", what, "conformity", ask, "enum")


def listed(values: tuple[str, ...]) -> str:
    """Return a few of the values, and how many there are more."""
    few = ", ".join(f"`{value[:40]}`" for value in values[:8])
    return few + (f" and {len(values) - 8} more" if len(values) > 8 else "")  # noqa: PLR2004 - fits a line


def _options(table: ContractTable, prop: Property, column: str) -> Iterator[DataCheck]:
    options = {option.name: option for option in prop.options}
    if (prop.logical_type or "").lower() in NESTED:
        for option in prop.options:
            yield _option(table, prop, option, f"{option.name} of `{column}` is {option.value}", NESTED_NOT_RUN)
        return
    if "pattern" in options:
        option = options["pattern"]
        what = f"every `{column}` matches {option.value[:80]}"
        yield _option(table, prop, option, what, Like(option.value))
    yield from _lengths(table, prop, column, options)
    yield from _range(table, prop, column, options)
    if "multipleOf" in options:
        option = options["multipleOf"]
        what = f"every `{column}` is a multiple of {option.value}"
        step = _number(option.value)
        yield _option(table, prop, option, what, MultipleOf(option.value) if step else _unread(option))
    yield from _format(table, prop, column, options)
    known = {"pattern", "minLength", "maxLength", *_RANGE, "multipleOf", "format", *_SHOWN}
    for name in options.keys() - known:
        yield _option(
            table, prop, options[name], f"{name} of `{column}` is {options[name].value}", _unread(options[name])
        )


def _option(table: ContractTable, prop: Property, option: Option, what: str, test: Test | NotRun) -> DataCheck:
    ask = test if isinstance(test, NotRun) else Tally(table.data, table.column_of(prop), test)
    return DataCheck(
        f"{prop.name}.{option.name}",
        table.data,
        (table.column_of(prop),),
        what,
        "conformity",
        ask,
        where=option.at.of(option.name),
        owner=table.owner,
    )


def _lengths(table: ContractTable, prop: Property, column: str, options: Mapping[str, Option]) -> Iterator[DataCheck]:
    for name, word in (("minLength", "least"), ("maxLength", "most")):
        if name in options:
            option = options[name]
            value = int(option.value) if re.fullmatch(r"\d{1,9}", option.value) else None
            test = Length(value, None) if name == "minLength" else Length(None, value)
            what = f"every `{column}` has at {word} {option.value} characters"
            yield _option(table, prop, option, what, _unread(option) if value is None else test)


def _range(table: ContractTable, prop: Property, column: str, options: Mapping[str, Option]) -> Iterator[DataCheck]:
    numeric = (prop.logical_type or "").lower() in ("integer", "number")
    for name, words in zip(_RANGE, ("at least", "more than", "at most", "less than"), strict=True):
        if name not in options:
            continue
        option = options[name]
        limit, is_open = option.value.strip(), name.startswith("exclusive")
        low = "inimum" in name
        test: Test | NotRun = Between(
            limit if low else None, None if low else limit, low and is_open, not low and is_open
        )
        if numeric and not _number(limit):
            test = _unread(option)
        elif numeric and table.family(prop) == "text":
            fix = "Store it as a number; the check of its type says which rows are none."
            test = NotRun("refused", f"`{column}` is stored as text, which has no order of numbers", fix)
        yield _option(table, prop, option, f"every `{column}` is {words} {limit}", test)


def _format(table: ContractTable, prop: Property, column: str, options: Mapping[str, Option]) -> Iterator[DataCheck]:
    form = options.get("format")
    logical = (prop.logical_type or "").lower()
    if form is None or logical in ("date", "timestamp", "time"):
        return
    word = form.value.strip().lower()
    if logical == "integer" and word in _INTEGERS:
        low, high = _INTEGERS[word]
        test: Test | NotRun = Between(str(low), str(high))
        if table.family(prop) == "text":
            test = NotRun(
                "refused", f"`{column}` is stored as text, which has no order of numbers", "Store it as a number."
            )
    elif logical == "number":
        test = NotRun("refused", f"the width {form.value} of a number is not seen in its values", "")
    else:
        test = _FORMS.get(word, _unread(form))
    yield _option(table, prop, form, f"every `{column}` is of the form {form.value}", test)


def _unread(option: Option) -> NotRun:
    problem = f"`{option.name}: {option.value[:60]}` is not known to trueup"
    return NotRun("refused", problem, "Say it with `pattern`, `minimum` and `maximum`, or a quality rule.")


def _number(text: str) -> bool:
    return re.fullmatch(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?\s*", text) is not None


def _reference(table: ContractTable, relationship: Relationship, columns: tuple[str, ...]) -> DataCheck:
    here = tuple(_own(table, name) for name in columns)
    there = [_target(text) for text in relationship.to]
    target = there[0][0] if there and there[0] is not None else ", ".join(relationship.to)
    what = f"each {', '.join(f'`{name}`' for name in here)} is one that `{target}` holds"
    return DataCheck(
        f"{','.join(here)} -> {target}",
        table.data,
        here,
        what,
        "consistency",
        _orphans(table, here, there),
        where=relationship.at.of("to"),
        owner=table.owner,
    )


def _orphans(table: ContractTable, here: tuple[str, ...], there: list[tuple[str, str] | None]) -> OrphansOf | NotRun:
    if not here or len(here) != len(there) or None in there:
        fix = "Write `from: [orders.a, orders.b]` and `to: [items.a, items.b]`, as many on both sides."
        return NotRun("refused", "the relationship does not name one column for each of its columns", fix)
    found = [each for each in there if each is not None]
    if len({name for name, _ in found}) > 1:
        return NotRun("refused", "the relationship leads to several tables", "Write one relationship for each.")
    data = table.tables.get(found[0][0])
    if data is None:
        own = table.schema if table.schema.is_called(found[0][0]) else None
        data = table.data if own is not None else None
    if data is None:
        fix = f"Add the data set of `{found[0][0]}` to the document, with this contract or its own."
        return NotRun(
            "no_data", f"the relationship leads to `{found[0][0]}`, which is no data set of the document", fix
        )
    other = table.contract.schema_called(found[0][0])
    names = tuple(prop.stored_name if other and (prop := other.property_called(name)) else name for _, name in found)
    return OrphansOf(table.data, here, data, names)


def _own(table: ContractTable, name: str) -> str:
    """Return the column that one side of a relationship names, with or without its table."""
    target = _target(name)
    last = target[1] if target is not None else name
    prop = table.schema.property_called(last)
    return table.column_of(prop) if prop is not None else last


def _target(text: str) -> tuple[str, str] | None:
    """Return table and column of a reference such as `customers.id` or `schema/customers/properties/id`."""
    inside = text.rpartition("#")[2].strip().lstrip("/")
    if "/" in inside:
        found = _REFERENCE.fullmatch(inside)
        return (found[1], found[2]) if found else None
    name, dot, column = inside.rpartition(".")
    return (name, column) if dot and name and column else None


def _nested(table: ContractTable, path: str, part: Property) -> Iterator[DataCheck]:
    """Yield what the contract asks of a part of a nested column, as not run."""
    asked = [
        word for word, said in (("required", part.required), ("unique", part.unique), ("enum", part.values)) if said
    ]
    asked += [option.name for option in part.options]
    for word in asked:
        yield DataCheck(
            f"{path}.{word}",
            table.data,
            (path.partition(".")[0].partition("[")[0],),
            f"`{path}` keeps its {word}",
            "conformity",
            NESTED_NOT_RUN,
            where=part.at.of(word),
            owner=table.owner,
        )
