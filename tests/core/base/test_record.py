"""Records are frozen dataclasses of the standard library in all but when their methods are written."""

import copy
import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Generic, TypeVar

import pytest
from pydantic import TypeAdapter

from trueup.core.base.record import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Point:
    """A point."""

    x: float
    y: float = 0.0
    names: list[str] = field(default_factory=list, compare=False)
    near: object = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """A share that checks itself."""

    share: float
    percent: float = field(init=False, default=0.0)
    limit: float = field(default=1.0, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        if self.share > self.limit:
            raise ValueError("too much")


@dataclass(frozen=True, slots=True)
class Boxed(Generic[T]):
    """One thing."""

    thing: T


@dataclass(frozen=True, slots=True)
class Place(Point):
    """A point with a title, which shows itself."""

    title: str = ""

    def __repr__(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing."""


def theirs(cls):
    """The same class as the standard library makes it."""
    names = {each.name for each in fields(cls)}
    body = {name: value for name, value in vars(cls).items() if name in ("__post_init__", "__doc__")}
    again = {each.name: field(**{k: getattr(each, k) for k in KEPT}) for each in fields(cls)}
    assert set(again) == names
    body |= {
        "__annotations__": {each.name: each.type for each in fields(cls)},
        "__qualname__": cls.__qualname__,
    } | again
    return dataclasses.dataclass(frozen=True, slots=True)(type(cls.__name__, (), body))


def parameters(cls):
    """The names of what `cls` is called with, how each is passed, and whether it may be left out."""
    return [(p.name, p.kind, p.default is p.empty) for p in inspect.signature(cls).parameters.values()]


KEPT = ("default", "default_factory", "init", "repr", "hash", "compare", "kw_only")


@pytest.mark.parametrize(
    ("cls", "values", "named"),
    [
        (Point, (1.0,), {}),
        (Point, (1.0, 2.0), {"names": ["a"], "near": 3}),
        (Point, (), {"x": float("inf")}),
        (Checked, (0.5,), {}),
        (Checked, (1.5,), {"limit": 2.0}),
        (Boxed, ("a",), {}),
        (Empty, (), {}),
    ],
)
def test_a_record_is_made_shown_and_hashed_as_the_standard_library_does(cls, values, named):
    assert parameters(cls) == parameters(theirs(cls))
    ours, other = cls(*values, **named), theirs(cls)(*values, **named)
    assert repr(ours) == repr(other)
    assert hash(ours) == hash(other)
    assert dataclasses.asdict(ours) == dataclasses.asdict(other)
    assert type(ours).__match_args__ == type(other).__match_args__
    assert not hasattr(ours, "__dict__")


@pytest.mark.parametrize(
    ("values", "named", "words"),
    [
        ((), {}, "missing 1 required positional argument: 'x'"),
        ((1, 2, 3, 4, 5), {}, "takes from 2 to 5 positional arguments but 6 were given"),
        ((1,), {"z": 2}, "got an unexpected keyword argument 'z'"),
    ],
)
def test_wrong_arguments_are_named_as_the_standard_library_names_them(values, named, words):
    for _ in range(2):
        with pytest.raises(TypeError, match=words) as told:
            Point(*values, **named)
        assert str(told.value).startswith("Point.__init__() ")


def test_equal_records_are_of_one_class_and_alike_in_all_that_is_compared():
    assert Point(1.0, names=["a"]) == Point(1.0, names=["b"], near=2)
    assert Point(1.0) != Point(1.0, 2.0)
    assert Point(1.0, 2.0) != Place(1.0, 2.0)
    assert Boxed(1) != Checked(1)
    assert Empty() == Empty()
    assert Point(1.0) != 1.0
    assert {Point(1.0): "there"}[Point(1.0, names=["b"])] == "there"


def test_a_default_that_is_made_is_made_for_each():
    first, second = Point(1.0), Point(1.0)
    assert first.names == second.names == []
    assert first.names is not second.names


@pytest.mark.parametrize("name", ["x", "near", "unheard_of"])
def test_nothing_of_a_record_can_be_set_or_deleted(name):
    point = Point(1.0)
    with pytest.raises(FrozenInstanceError, match=f"cannot assign to field '{name}'"):
        setattr(point, name, 2.0)
    with pytest.raises(FrozenInstanceError, match=f"cannot delete field '{name}'"):
        delattr(point, name)
    assert point == Point(1.0)


def test_what_is_checked_after_making_is_checked_the_first_time_and_later():
    for _ in range(2):
        with pytest.raises(ValueError, match="too much"):
            Checked(1.5)


def test_a_record_can_be_pickled_copied_and_replaced():
    point = Point(1.0, 2.0, ["a"])
    read = pickle.loads(pickle.dumps(point))  # noqa: S301 - our own bytes
    for other in (read, copy.copy(point), copy.deepcopy(point), replace(point)):
        assert dataclasses.astuple(other) == dataclasses.astuple(point)
    assert replace(point, y=3.0) == Point(1.0, 3.0)


def test_a_record_may_extend_another_and_keeps_what_it_defines_itself():
    assert repr(Place(1.0, title="here")) == "here"
    assert Place(1.0, title="here") != Place(1.0, title="there")
    assert [each.name for each in fields(Place)] == ["x", "y", "names", "near", "title"]


def test_a_record_that_holds_itself_is_shown_to_its_end():
    point = Point(1.0)
    point.names.append(point)
    assert repr(point) == "Point(x=1.0, y=0.0, names=[...])"


def test_pydantic_reads_and_writes_records():
    adapter = TypeAdapter(Boxed[tuple[Checked, ...]])
    boxed = Boxed((Checked(0.5),))
    assert adapter.validate_json(adapter.dump_json(boxed)) == boxed


@pytest.mark.parametrize(("frozen", "slots"), [(False, True), (True, False)])
def test_any_other_kind_of_dataclass_is_refused(frozen, slots):
    with pytest.raises(TypeError, match=r"take `dataclasses\.dataclass`"):
        dataclass(frozen=frozen, slots=slots)
