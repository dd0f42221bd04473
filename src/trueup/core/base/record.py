"""Frozen records that cost little until they are used: `dataclass(frozen=True, slots=True)`, only later.

For every such class the standard library writes and compiles six functions when its module is imported, two thirds of a
millisecond a class, and most classes that a command imports are never made or compared. Here fields, slots and types
are the standard library's as well; each function is written when it is first called.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import FunctionType

T = TypeVar("T")


class _Record(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[object]]]


_fielded: Final = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)
_frozen: Final = dataclasses.dataclass(frozen=True, slots=True)


def record(cls: type[T]) -> type[T]:
    """Return a class as a frozen dataclass with slots: equal, hashed and shown by its fields.

    What the class itself defines stays; a field may be anything but an `InitVar`. A record that extends another is made
    by the standard library alone, which refuses to mix the two.
    """
    if any(map(dataclasses.is_dataclass, cls.__bases__)):
        return _frozen(cls)
    own = vars(cls)
    made = _fielded(cls)
    made.__dataclass_params__.frozen = True  # type: ignore[attr-defined] # the standard library's, untyped
    for name in _WRITTEN:
        if own.get(name) is None:
            setattr(made, name, _Unwritten(made, name))
    for name, method in _SHARED.items():
        if name not in own:
            setattr(made, name, method)
    return made


class _Unwritten:
    """Stands for a method of a class until somebody takes it: then the method is written and takes its place."""

    __slots__ = ("_cls", "_name")

    def __init__(self, cls: type, name: str) -> None:
        self._cls, self._name = cls, name

    def __get__(self, owner: object, kind: type | None = None) -> object:
        """Return the method, bound to its owner where there is one."""
        name = self._name
        head, body, known = _WRITTEN[name](self._cls, fields(cast("type[_Record]", self._cls)))
        text = f"def {name}({', '.join(head)}):\n " + "\n ".join(body)
        # compiled first: where ctrl-C falls into text that is run, Python ends as if killed even where that is caught
        exec(compile(text, "<record>", "exec"), known)  # noqa: S102 - made of names of fields alone
        method = cast("FunctionType", known[name])
        method.__qualname__, method.__module__ = f"{self._cls.__qualname__}.{name}", self._cls.__module__
        setattr(self._cls, name, method)
        return method if owner is None else method.__get__(owner, kind)


def _init(cls: type, own: Sequence[Field[object]]) -> tuple[list[str], list[str], dict[str, object]]:
    known: dict[str, object] = {"_MISSING": MISSING}
    head: list[str] = ["self"]
    named: list[str] = []
    body: list[str] = []
    for field in own:
        name, default, value = field.name, "", field.name
        if field.default_factory is not MISSING:
            known[f"_make_{name}"] = field.default_factory
            default = "=_MISSING"
            value = f"{name} if {name} is not _MISSING else _make_{name}()" if field.init else f"_make_{name}()"
        elif field.default is not MISSING:
            known[f"_default_{name}"] = field.default
            default = f"=_default_{name}"
            value = name if field.init else f"_default_{name}"
        if field.init:
            (named if field.kw_only else head).append(name + default)
        if field.init or default:
            known[f"_set_{name}"] = getattr(cls, name).__set__
            body.append(f"_set_{name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    return [*head, *(["*", *named] if named else [])], body or ["pass"], known


def _eq(_: type, own: Sequence[Field[object]]) -> tuple[list[str], list[str], dict[str, object]]:
    names = [field.name for field in own if field.compare]
    same = f"return {_tuple('self', names)} == {_tuple('other', names)}"
    return ["self", "other"], [f"if other.__class__ is self.__class__: {same}", "return NotImplemented"], {}


def _hash(_: type, own: Sequence[Field[object]]) -> tuple[list[str], list[str], dict[str, object]]:
    names = [field.name for field in own if (field.compare if field.hash is None else field.hash)]
    return ["self"], [f"return hash({_tuple('self', names)})"], {}


def _tuple(owner: str, names: Iterable[str]) -> str:
    return "(" + "".join(f"{owner}.{name}," for name in names) + ")"


_WRITTEN: Final = {"__init__": _init, "__eq__": _eq, "__hash__": _hash}


@recursive_repr()
def _repr(self: _Record) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse_setting(_: object, name: str, __: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: _Record) -> list[object]:
    return [getattr(self, field.name) for field in fields(self)]


def _set_state(self: _Record, state: Iterable[object]) -> None:
    for field, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_SHARED: Final[dict[str, object]] = {
    "__repr__": _repr,
    "__setattr__": _refuse_setting,
    "__delattr__": _refuse_deleting,
    "__getstate__": _state,
    "__setstate__": _set_state,
}

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - to a type checker these are dataclasses like others
else:

    def dataclass(*, frozen: bool, slots: bool) -> object:
        """Return `record`: frozen, with slots, is the only kind there is here."""
        if not (frozen and slots):
            raise TypeError("a record is frozen and has slots: take `dataclasses.dataclass` for any other")
        return record
