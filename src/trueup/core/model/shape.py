"""The shape of the document as its types declare it: which keys a section has, and how a value is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from trueup.core.base.record import dataclass
from trueup.core.model.fields import Part, Written


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand at a place of the document.

    One of: `part` (a section with its own keys), `entries` (what each id of a section, or each entry of a list, holds),
    `choices` (words to choose from), or a single value; `written` says how it is written where no more is known.
    """

    written: Written | None = None
    part: type[Part] | None = None
    key: Shape | None = None
    entries: Shape | None = None
    choices: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether it is a list, as against a section of ids."""
        return self.entries is not None and self.key is None


def path_of(kind: str, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return the path that a fault of pydantic's is about: it marks a key, as against its value, by one more step."""
    return loc[:-1] if is_about_key(kind, loc) else loc


def is_about_key(kind: str, loc: tuple[str | int, ...]) -> bool:
    """Whether a fault of pydantic's is about a key; somebody may also call a key `[key]`."""
    return len(loc) > 1 and loc[-1] == "[key]" and kind.startswith("string_")


def shape_of(annotation: object, metadata: Sequence[object] = ()) -> Shape:
    """Return the shape that a type annotation of a field declares."""
    written = next((each for each in metadata if isinstance(each, Written)), None)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(args[0], (*metadata, *args[1:]))
    if origin in (Union, UnionType):
        return shape_of(next(arg for arg in args if arg is not NoneType), metadata)
    if origin is Literal:
        return Shape(written, choices=tuple(str(arg) for arg in args))
    if origin is tuple:
        return Shape(written, entries=shape_of(args[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Shape(written, key=shape_of(args[0]), entries=shape_of(args[1]))
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return Shape(written, part=annotation)
    return Shape(written)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a section: what may stand there, what it means, and what holds where it is not written."""

    name: str
    shape: Shape
    meaning: str
    required: bool
    default: object


@cache
def keys_of(part: type[Part]) -> tuple[Key, ...]:
    """Return the keys of a section in their order."""
    return tuple(_key(name, part.model_fields[name]) for name in dict.fromkeys((*part.first, *part.model_fields)))


def _key(name: str, field: FieldInfo) -> Key:
    shape = shape_of(field.annotation, field.metadata)
    return Key(field.alias or name, shape, field.description or "", field.is_required(), field.default)


def shape_at(part: type[Part], steps: Sequence[str | int]) -> Shape:
    """Return the shape at a path of the document, an empty one beyond what is declared."""
    here = Shape(part=part)
    for step in steps:
        if here.part is not None:
            here = next((key.shape for key in keys_of(here.part) if key.name == step), Shape())
        else:
            here = here.entries or Shape()
    return here
