"""What was imported last, kept beside the document: the base that importing again compares with, and every text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final, Literal, TypeAlias, cast

from trueup.core.backlog.row import TOOLS, Item, Level, NotTaken, Settings, Tool, Value
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault

State = Literal["here", "gone", "removed"]
VERSION: Final = 1
_FIX: Final = "Bring the file back as it was, or delete it and import again (what people changed is then kept)."
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


@dataclass(frozen=True, slots=True)
class Kept:
    """An item as it was imported last; `gone` from the export since, or `removed` from the document by people."""

    item: Item
    state: State = "here"


@dataclass(frozen=True, slots=True)
class Record:
    """The last import of one tool: how it was read, the columns of each field, the items, and levels above the epic."""

    tool: Tool
    settings: Settings
    headers: Mapping[str, tuple[str, ...]]
    items: Mapping[str, Kept]
    above: tuple[NotTaken, ...] = ()
    source: str = field(default="")


def record_text(record: Record) -> str:
    """Return a record as JSON with one item a line, so that two of them compare well."""
    settings = record.settings
    head: dict[str, object] = {
        "trueup": VERSION,
        "tool": record.tool,
        "source": record.source,
        "settings": {
            "columns": settings.columns,
            "statuses": settings.statuses,
            "types": settings.types,
            "hours": settings.hours,
            "month_first": settings.month_first,
        },
        "headers": record.headers,
    }
    lines = [f"{_json(name)}: {_json(value)}" for name, value in head.items()]
    above = [
        _json({"row": each.row, "key": each.key, "title": each.title, "texts": each.texts}) for each in record.above
    ]
    items = [_json(_item(kept)) for kept in record.items.values()]
    for name, entries in (("above", above), ("items", items)):
        lines.append(f'"{name}": [\n' + ",\n".join(entries) + "\n]" if entries else f'"{name}": []')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_record(text: str) -> Record:
    """Return the record a text holds; raises `Fault` where it is none of ours."""
    try:
        found = _mapping(json.loads(text))
        if found.get("trueup") != VERSION:
            raise _unread
        settings = _mapping(found["settings"])
        months = settings.get("month_first")
        return Record(
            tool=_one_of(found["tool"]),
            settings=Settings(
                {name: _texts(each) for name, each in _mapping(settings["columns"]).items()},
                {name: _text(each) for name, each in _mapping(settings["statuses"]).items()},
                {name: _text(each) for name, each in _mapping(settings["types"]).items()},
                float(cast("float", settings["hours"])),
                months if isinstance(months, bool) else None,
            ),
            headers={name: _texts(each) for name, each in _mapping(found["headers"]).items()},
            items={kept.item.id: kept for kept in _kept(found["items"])},
            above=tuple(_above(found["above"])),
            source=_text(found["source"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        raise Fault("It is no record of an import that this version of trueup can read", _FIX) from None


_unread: Final = ValueError("not a record")


def _item(kept: Kept) -> dict[str, object]:
    item = kept.item
    found: dict[str, object] = {"id": item.id, "level": item.level, "parent": item.parent, "row": item.row}
    if kept.state != "here":
        found["state"] = kept.state
    if item.made:
        found["made"] = True
    return {**found, "values": item.values, "texts": item.texts}


def _kept(found: Json) -> Iterator[Kept]:
    for each in _list(found):
        one = _mapping(each)
        state = one.get("state", "here")
        if state not in ("here", "gone", "removed") or one["level"] not in ("epic", "story", "task"):
            raise _unread
        parent = one["parent"]
        item = Item(
            _text(one["id"]),
            cast("Level", one["level"]),
            parent if parent is None else _text(parent),
            {name: _value(value) for name, value in _mapping(one["values"]).items()},
            {name: _texts(texts) for name, texts in _mapping(one["texts"]).items()},
            int(cast("int", one["row"])),
            made=bool(one.get("made", False)),
        )
        yield Kept(item, cast("State", state))


def _above(found: Json) -> Iterator[NotTaken]:
    for each in _list(found):
        one = _mapping(each)
        texts = {name: _texts(given) for name, given in _mapping(one["texts"]).items()}
        row, key, title = int(cast("int", one["row"])), _text(one["key"]), _text(one["title"])
        yield NotTaken(row, key, title, "", above=True, texts=texts)


def _one_of(found: Json) -> Tool:
    return next(tool for tool in TOOLS if tool == found) if found in TOOLS else cast("Tool", _text(None))


def _value(found: Json) -> Value:
    return found if isinstance(found, str) else _texts(found)


def _texts(found: Json) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(found))


def _text(found: Json) -> str:
    if not isinstance(found, str):
        raise _unread
    return found


def _list(found: Json) -> list[Json]:
    if not isinstance(found, list):
        raise _unread
    return found


def _mapping(found: Json) -> dict[str, Json]:
    if not isinstance(found, dict):
        raise _unread
    return found


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
