"""The reference of the document: every key is in it, and its example is a document."""

import re
from pathlib import Path

import pytest

from reading import document
from trueup.adapters.yaml_document import USUAL
from trueup.core.model.backlog import Backlog
from trueup.core.model.fields import Part
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.shape import keys_of
from trueup.core.model.waiver import Waivers
from trueup.core.model.worth import unit_problem
from trueup.render.field_reference import EXAMPLE, LATER, field_reference

PAGE = Path(__file__).parents[2] / "docs" / "document.md"
CLI = PAGE.with_name("cli.md")
WRITE = """python -c "from trueup.render.field_reference import field_reference; print(field_reference(), end='')" """


def parts(part, seen=None):
    """Return every section of the document."""
    seen = {} if seen is None else seen
    seen[part] = None
    for key in keys_of(part):
        inner = key.shape.part or (key.shape.entries.part if key.shape.entries else None)
        if inner is not None and inner not in seen:
            parts(inner, seen)
    return seen


PARTS = list(parts(Waivers, parts(Backlog, parts(Portfolio, parts(Initiative)))))


def test_the_page_is_what_the_types_say():
    assert PAGE.read_text("utf-8") == field_reference(), f"Write it anew: {WRITE}> docs/document.md"


def test_every_section_that_can_be_written_is_in_it():
    assert {part.__name__ for part in PARTS} == {
        part.__name__ for part in Part.__subclasses__() if part.__module__.startswith("trueup.")
    } - {"Item"} | {
        "Epic", "Story", "Task",
    }  # fmt: skip


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_says_what_it_means(part):
    page = field_reference()
    for key in keys_of(part):
        assert len(key.meaning.split()) > 1, key.name
        assert f"`{key.name}`" in page
        assert not key.meaning.endswith(".")
    assert not part.alone or part.alone in part.known_keys()


def test_the_kind_of_every_key_is_named():
    rows = [line.split(" | ") for line in field_reference().splitlines() if line.startswith(("| `", "| **`"))]
    assert len(rows) > 90
    assert [row[0] for row in rows if row[1] in {"", "value"} or len(row) < 3] == []


def test_every_link_leads_to_a_heading():
    page = field_reference()
    headings = {line[4:].lower().replace(".", "") for line in page.splitlines() if line.startswith("### ")}
    assert set(re.findall(r"\(#(\w+)\)", page)) <= headings


def test_the_example_is_a_document_whose_money_comes_out():
    found = document(EXAMPLE).initiative
    assert unit_problem(found, "steps") is None
    assert f"```yaml\n{EXAMPLE}```\n" in field_reference()


def test_what_later_phases_ask_for_goes_with_the_example():
    initiative = document(EXAMPLE + "\n" + LATER).initiative
    assert initiative.pilot.production_owner == "head-of-claims"
    assert initiative.people["tech-lead"].availability == pytest.approx(0.6)
    assert initiative.reviews["steering"].among == ("coo", "tech-lead")


def test_it_says_what_a_file_may_measure():
    bounds = f"{USUAL.bytes:,} bytes and {USUAL.events:,} parts"
    assert bounds in field_reference()
    assert f"at most {USUAL.depth} levels deep" in field_reference()
    assert bounds in CLI.read_text("utf-8")
