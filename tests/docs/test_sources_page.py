"""The guide about sources names every ending that is read, and the limits that hold."""

import re
from pathlib import Path

import pytest

from trueup.adapters.duckdb_session import Limits
from trueup.adapters.machine_memory import LEAST_MB, MOST_MB
from trueup.adapters.source_forms import ENDINGS, INSIDE
from trueup.adapters.torn_lines import LONGEST_LINE
from trueup.adapters.zip_members import MOST_MEMBERS

PAGE = (Path(__file__).parents[2] / "docs" / "guides" / "sources.md").read_text("utf-8")
FORMS = PAGE.partition("|---|---|\n")[2].partition("\n\n")[0]


def test_every_ending_that_is_read_is_in_the_table_and_no_other():
    named = re.findall(r"`(\.[a-z0-9.]+)`", "\n".join(row.split("|")[1] for row in FORMS.splitlines()))
    assert sorted(named) == sorted(ENDINGS)


@pytest.mark.parametrize("form", sorted(INSIDE))
def test_a_form_with_parts_shows_how_one_is_named(form):
    endings = [ending for ending, found in ENDINGS.items() if found == form]
    assert any(f"{ending}#" in FORMS for ending in endings)


def test_the_limits_are_those_that_hold():
    for figure in (LEAST_MB, MOST_MB, Limits().scratch_mb, MOST_MEMBERS):
        assert f"{figure:,}" in PAGE
    assert f"| a line of text | {LONGEST_LINE // 1_000_000} MB |" in PAGE
