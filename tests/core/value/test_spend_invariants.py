"""What holds of aligned spend whatever the work looks like: random trees, links, circles, statuses and budgets."""

import math
import time
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.value.documents import AS_OF, document, evidence
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.initiative import Initiative
from trueup.core.model.links import link
from trueup.core.value.reach import Reach
from trueup.core.value.spend import spend

BASE = document("", "rates: {default: 100, tester: 50}")
SIZES = st.integers(0, 400).map(lambda tenths: str(tenths / 10))
LINKS = st.dictionaries(st.sampled_from(["late", "lost", "survey"]), st.sampled_from(["1", "2", "0.3"]), max_size=3)


@st.composite
def items(draw, name, deeper):
    found = {}
    for key, values in (
        ("estimate", st.one_of(SIZES, SIZES.map(lambda size: f"{size} points"))),
        ("remaining", SIZES),
        ("spent", SIZES),
        ("cost", SIZES),
        ("advances", LINKS),
        ("enables", st.lists(st.sampled_from(NAMES), max_size=2, unique=True)),
        ("status", st.sampled_from(["todo", "doing", "done", "cancelled"])),
        ("role", st.just("tester")),
        ("mandated", st.just({"owner": "legal", "reason": "the law"})),
    ):
        if draw(st.integers(0, 3 if key in {"estimate", "advances"} else 9)) >= (1 if key == "estimate" else 3) and (
            key in {"estimate", "advances"} or draw(st.booleans())
        ):
            found[key] = draw(values)
    if deeper:
        kind, *rest = deeper
        children = draw(st.integers(0, 3))
        if children:
            found[kind] = {f"{name}x{n}": draw(items(f"{name}x{n}", rest)) for n in range(children)}
    return found


NAMES = ["E0", "E1", "E2", "E3", "E0x0", "E1x0", "E1x1", "E2x0x0"]


@st.composite
def works(draw):
    epics = {f"E{n}": draw(items(f"E{n}", ["stories", "tasks"])) for n in range(draw(st.integers(1, 4)))}
    there = set(names_in(epics))
    return clean(epics, there), draw(st.sampled_from([None, "0", "500", "1_000_000"]))


def names_in(found):
    for name, item in found.items():
        yield name
        yield from names_in(item.get("stories", item.get("tasks", {})))


def clean(found, there):
    """Links lead only to items that are there."""
    return {
        name: {
            key: [t for t in value if t in there]
            if key == "enables"
            else clean(value, there)
            if key in {"stories", "tasks"}
            else value
            for key, value in item.items()
        }
        for name, item in found.items()
    }


def turned(found):
    """The same work in the opposite order on every level."""
    return {
        name: {key: turned(value) if key in {"stories", "tasks"} else value for key, value in item.items()}
        for name, item in reversed(found.items())
    }


def figures_of(epics, budget=None):
    extra = {"budget": {"amount": budget}} if budget else {}
    part = Initiative.model_validate({"title": "x", "epics": epics, **extra})
    found = BASE.model_copy(update={"epics": part.epics, "budget": part.budget})
    return spend(found, link(found), evidence(), AS_OF)


UNPRICED_BESIDE_PRICED = {
    "E0": {"enables": ["E0", "E1"]},
    "E1": {
        "advances": {"late": "1", "survey": "1"},
        "stories": {"S0": {}, "S1": {"remaining": "1", "advances": "late"}},
    },
}

MANDATED_ON_TWO_OWNED = {
    "E0": {
        "remaining": "0.1",
        "advances": {"late": "1", "lost": "0.3"},
        "mandated": {"owner": "legal", "reason": "the law"},
    }
}


@given(works())
@example((UNPRICED_BESIDE_PRICED, None))
@example((MANDATED_ON_TWO_OWNED, None))
@settings(max_examples=120, deadline=None)
def test_segments_sum_to_the_whole_and_aligned_is_at_most_linked(work):
    epics, budget = work
    figures = figures_of(epics, budget)
    if isinstance(figures, NotRun):
        assert figures.reason == "not_due"
        return
    amounts = dict(figures.segments)
    assert math.isclose(sum(amounts.values()), figures.total, rel_tol=1e-9, abs_tol=1e-6)
    assert all(amount >= 0 for amount in amounts.values())
    assert figures.total >= sum(leaf.cost or 0 for leaf in figures.leaves) * (1 - 1e-9)
    for leaf in figures.leaves:
        assert math.isclose(sum(share for _, share in leaf.segments), 1, rel_tol=1e-9)
        assert leaf.cost is None or leaf.cost >= 0
        reaches = dict(leaf.segments).get("aligned", 0) + dict(leaf.segments).get("mandated", 0)
        assert (leaf.missing is None) is (reaches > 1 - 1e-9)
    if not isinstance(figures.aligned, NotRun):
        assert 0 <= figures.aligned <= figures.linked <= 1
    if figures.at_median is not None:
        assert 0 <= figures.at_median <= 1


@given(works())
@settings(max_examples=80, deadline=None)
def test_the_order_of_items_never_matters(work):
    epics, budget = work
    one, other = figures_of(epics, budget), figures_of(turned(epics), budget)
    if isinstance(one, NotRun):
        assert one == other
        return
    for name in ("total", "spent", "aligned", "linked", "at_median"):
        here, there = getattr(one, name), getattr(other, name)
        assert here == there if isinstance(here, NotRun | None) else there == pytest.approx(here, abs=1e-9)
    assert dict(other.segments) == pytest.approx(dict(one.segments), abs=1e-6)
    assert {leaf.path: leaf.missing is None for leaf in one.leaves} == {
        leaf.path: leaf.missing is None for leaf in other.leaves
    }
    assert Counter(u.path for u in one.undercuts) == Counter(u.path for u in other.undercuts)


# ---- size ------------------------------------------------------------------------------------------------------------


class Counted(dict):
    """A mapping that counts how often it is asked."""

    asked = 0

    def __getitem__(self, key):
        self.asked += 1
        return super().__getitem__(key)


def many(leaves):
    """Epics of a hundred stories in one chain of enabling, the last one on a KPI; stories inherit their epic's link."""
    epics = {}
    for n in range(leaves // 100):
        onward = {"enables": [f"E{n + 1}"]} if n + 1 < leaves // 100 else {"advances": "late"}
        stories = {f"S{n}x{k}": {"estimate": "1"} for k in range(100)}
        epics[f"E{n}"] = {**onward, "estimate": "101", "stories": stories}
    part = Initiative.model_validate({"title": "x", "epics": epics})
    return BASE.model_copy(update={"epics": part.epics})


def test_reach_looks_at_each_item_a_fixed_number_of_times():
    asked = {}
    for leaves in (1_000, 10_000):
        links = link(many(leaves))
        counted = Counted(links.nodes)
        reach = Reach(replace(links, nodes=counted), dict.fromkeys(links.nodes, 1.0))
        assert reach.mix("epics.E0") == pytest.approx({"late": 1})
        asked[leaves] = counted.asked / leaves
    assert asked[10_000] == pytest.approx(asked[1_000], rel=0.05)


def test_a_hundred_thousand_leaves_are_priced_within_seconds():
    found = many(100_000)
    links = link(found)
    before = time.process_time()
    figures = spend(found, links, evidence(), AS_OF)
    assert time.process_time() - before < 20
    assert len(figures.leaves) == 101_000
    assert figures.total == 101 * 100 * 1_000
    assert figures.aligned == pytest.approx(1)
