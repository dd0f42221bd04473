"""The JSON Schema of the document's files, for editors: generated from the types that read them.

It says what can be said of single values; what hangs together across the document, `trueup check` finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trueup.core.model import fields
from trueup.core.model.backlog import Backlog
from trueup.core.model.calendar import CLOSED
from trueup.core.model.dependency import DEPENDS
from trueup.core.model.fields import LONGEST_NAME, LONGEST_TEXT, Part, Written
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.shape import Key, Shape, keys_of
from trueup.core.model.waiver import Waivers

Json = Mapping[str, object]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FILES: Final[Mapping[str, type[Part]]] = {
    "initiative": Initiative,
    "portfolio": Portfolio,
    "backlog": Backlog,
    "waivers": Waivers,
}
"""The kinds of files, by the name of the file without `.yaml`."""

_ID: Final = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
_ITEM: Final = r"^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)*$"
_SCALAR: Final = ("string", "number", "boolean")
_WORD: Final = ("string", "number")
_NUMBER: Final[Json] = {"type": list(_WORD)}
_DATE: Final[Json] = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_SPAN: Final[Json] = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( *\.\. *[0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
_NAMED: Final[Json] = {"type": list(_WORD), "maxLength": LONGEST_NAME}
_ITEMS: Final[Json] = {"anyOf": [_NAMED, {"type": "array", "items": _NAMED}]}
_LAG: Final[Json] = {"type": [*_WORD, "null"], "pattern": r"^\s*[+-]?[0-9]{1,4}\s*(days?)?\s*$"}
_BONDS: Final = ("finish_start", "start_start", "finish_finish", "start_finish")

_BY_KIND: Final[Mapping[Written, Json]] = {
    fields.TEXT: {"type": list(_SCALAR), "maxLength": LONGEST_TEXT},
    fields.IDENT: {"type": list(_WORD), "pattern": _ID, "maxLength": LONGEST_NAME},
    fields.NAME: _NAMED,
    fields.ITEM: {"type": list(_WORD), "pattern": _ITEM},
    fields.DATE: _DATE,
    fields.NUMBER: _NUMBER,
    fields.AMOUNT: {**_NUMBER, "minimum": 0},
    fields.SHARE: {**_NUMBER, "minimum": 0, "maximum": 1},
    fields.WEIGHT: {**_NUMBER, "exclusiveMinimum": 0},
    fields.RANGE: _NUMBER,
    fields.COST: {**_NUMBER, "minimum": 0},
    fields.UNIT: {"type": list(_WORD), "minLength": 1},
    fields.DAYS: {"type": list(_WORD), "pattern": r"^\s*[0-9]{1,5}\s*(days?)?\s*$", "minimum": 0},
    fields.FLAG: {"enum": [True, False, "true", "false", "yes", "no"]},
    fields.CURRENCY: {"type": "string", "pattern": "^[A-Z]{3}$"},
    CLOSED: {"anyOf": [_SPAN, {"type": "array", "items": _SPAN}]},
    DEPENDS: {
        "anyOf": [
            *(_ITEMS, {"type": "null"}),
            {
                "type": "object",
                "additionalProperties": {
                    "anyOf": [
                        _LAG,
                        {
                            "type": "object",
                            "properties": {"kind": {"enum": list(_BONDS)}, "lag": _LAG},
                            "additionalProperties": False,
                        },
                    ]
                },
            },
        ]
    },
}
_BY_NAME: Final[Mapping[str, Json]] = {
    "estimate": _NUMBER,
    "list of KPIs": {
        "anyOf": [*(_ITEMS, {"type": "object", "additionalProperties": {"type": [*_WORD, "null"]}}), {"type": "null"}]
    },
    "section of columns and data sets": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    "way from many units to one figure": {
        "anyOf": [
            {"enum": ["share", "mean", "sum", "ratio", "median"]},
            {
                "type": "object",
                "properties": {"quantile": _NUMBER},
                "required": ["quantile"],
                "additionalProperties": False,
            },
        ]
    },
}
"""Kinds of values that one field alone has, by what they are called."""


def schema_of(file: str) -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of one of `FILES`."""
    part = FILES[file]
    sections: dict[str, object] = {}
    _define(part, sections)
    return {
        "$schema": DIALECT,
        "title": f"{file}.yaml of trueup",
        "description": (part.__doc__ or "").strip(),
        "$ref": f"#/$defs/{part.__name__}",
        "$defs": dict(sorted(sections.items())),
    }


def _define(part: type[Part], sections: dict[str, object]) -> None:
    """Add a section and all sections inside it."""
    if part.__name__ in sections:
        return
    sections[part.__name__] = {}
    keys = list(keys_of(part))
    body: dict[str, object] = {
        "type": "object",
        "description": (part.__doc__ or "").strip(),
        "properties": {key.name: _property(key, sections) for key in keys},
        "additionalProperties": False,
    }
    required = [key.name for key in keys if key.required]
    if required:
        body["required"] = required
    if not part.alone:
        sections[part.__name__] = body
        return
    if part.listed:
        alone = next(_value(key.shape, sections) for key in keys if key.name == part.alone)
        sections[part.__name__] = {"anyOf": [body, {**alone, "description": f"A list alone is its `{part.alone}`."}]}
        return
    text = {"type": list(_SCALAR), "description": f"A text alone is its `{part.alone}`."}
    sections[part.__name__] = {"anyOf": [body, text]}


def _property(key: Key, sections: dict[str, object]) -> Json:
    found = dict(_value(key.shape, sections))
    body: dict[str, object] = {"anyOf": [found, {"type": "null"}]} if "$ref" in found or "anyOf" in found else found
    if "type" in body:
        kinds = body["type"]
        body["type"] = [*(kinds if isinstance(kinds, list) else [kinds]), "null"]
    if "enum" in body and isinstance(body["enum"], list):
        body["enum"] = [*body["enum"], None]
    if key.meaning:
        body["description"] = key.meaning[:1].upper() + key.meaning[1:]
    return body


def _value(shape: Shape, sections: dict[str, object]) -> Json:
    if shape.part is not None:
        _define(shape.part, sections)
        return {"$ref": f"#/$defs/{shape.part.__name__}"}
    if shape.choices:
        return {"enum": [*shape.choices, *(1 for word in shape.choices if word == "1"), *_falsy(shape)]}
    if shape.written is not None and shape.written in _BY_KIND:
        return _BY_KIND[shape.written]
    if shape.written is not None and shape.written.name in _BY_NAME:
        return _BY_NAME[shape.written.name]
    if shape.entries is not None and shape.is_list:
        each = _value(shape.entries, sections)
        return {"anyOf": [each, {"type": "array", "items": each, "uniqueItems": True}]}
    if shape.entries is not None:
        inner = {"anyOf": [_value(shape.entries, sections), {"type": "null"}]}
        ids = shape.key is not None and shape.key.written is fields.IDENT
        names = {"pattern": _ID} if ids else {"maxLength": LONGEST_NAME}
        return {"type": "object", "propertyNames": names, "additionalProperties": inner}
    return {}


def _falsy(shape: Shape) -> list[bool]:
    """Return false where `no` is a choice: some editors read an unquoted `no` so."""
    return [False] if "no" in shape.choices else []
