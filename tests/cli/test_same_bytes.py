"""Same document, same data, same day: the same bytes, whatever the machine, the folder, the cache or the cores."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from desk import AS_OF, Desk
from trueup.app.assess import Settings, assess
from trueup.render.html.report import report_html
from trueup.render.json import assessments_json
from trueup.render.terminal import Screen, assessment_text

DAY = date(2027, 1, 15)
ROWS = """
    COPY (SELECT i AS order_id, DATE '2026-01-01' + (i % 365)::INT AS promised_on,
                 DATE '2026-01-01' + (i % 365)::INT + (hash(i) % 5 = 0)::INT AS delivered_on,
                 (hash(i + 1) % 1000)::DOUBLE / 7 AS price
          FROM range(200_000) AS numbers(i)) TO '{file}' (ROW_GROUP_SIZE 10_000)
"""
PRICE = """\
  price:
    unit: EUR/order
    direction: increase
    owner: ops
    data: orders
    value: price
    across: {0}
    at: promised_on
    baseline: {{from: 2026-01-01, to: 2026-12-31}}
    target: {{value: 80, by: 2027-12-31}}
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Orders in many row groups."""
    file = tmp_path_factory.mktemp("large") / "orders.parquet"
    duckdb.sql(ROWS.format(file=file))
    return file


@pytest.fixture
def folder(desk, large):
    """An initiative with sums of fractions and a quantile over many row groups."""
    return made_in(desk, large)


@pytest.fixture(scope="module")
def first(tmp_path_factory, large):
    """A desk of its own with such an initiative, which nobody changes."""
    desk = Desk(tmp_path_factory.mktemp("plain"))
    made_in(desk, large)
    return desk


@pytest.fixture(scope="module")
def plain(first):
    """What the command says there, with nothing in its cache."""
    said = first.run("assess", "orders", "--as-of", AS_OF)
    assert said.status == 0
    return said


@pytest.fixture(scope="module")
def one(first):
    """What one thread makes of it there."""
    return rendered(first.folder / "orders", threads=1)


def made_in(desk, large):
    kpis = PRICE.format("mean") + PRICE.format("{quantile: 0.9}").replace("price:\n", "dear:\n", 1)
    made = desk.initiative(
        change={"source: orders.csv": "source: orders.parquet", "assumptions:\n": kpis + "assumptions:\n"}
    )
    shutil.copy(large, made)
    return made


def rendered(folder, **settings):
    found = assess(folder, as_of=DAY, settings=replace(Settings(cache=None, keep_evidence=False), **settings))
    return assessment_text(found, Screen(100, colour=False)), assessments_json([found], []), report_html(found)


def test_one_and_four_threads_give_the_same_bytes(folder, one):
    assert all(rendered(folder, threads=4) == one for _ in range(3))


def test_the_child_process_and_the_cache_give_the_same_bytes(folder, desk, one):
    assert rendered(folder, untrusted=True) == one
    assert rendered(folder, cache=desk.cache) == one
    assert rendered(folder, cache=desk.cache) == one


def test_another_current_folder_and_another_way_to_name_it_give_the_same_bytes(folder, desk, plain):
    assert desk.run(".", "--as-of", AS_OF, cwd=folder) == plain
    assert desk.run(folder / "initiative.yaml", "--as-of", AS_OF, cwd=Path("/")) == plain
    form = ("--as-of", AS_OF, "--format", "json")
    assert desk.run(folder, *form, cwd=Path("/")) == desk.call("assess", "orders/", *form)


def test_the_module_says_what_the_command_says(first, plain):
    module = subprocess.run(
        [sys.executable, "-m", "trueup.cli.main", "assess", "orders", "--as-of", AS_OF],
        cwd=first.folder, env=first.env(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert module.stdout == plain.out


def test_language_zone_encoding_and_hash_seed_of_the_machine_change_nothing(folder, desk, plain):
    elsewhere = {"LC_ALL": "C", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "COLUMNS": "40", "NO_COLOR": "1"}
    assert desk.run("assess", "orders", "--as-of", AS_OF, env=elsewhere) == plain
    assert desk.run("assess", "orders", "--as-of", AS_OF, env={"PYTHONIOENCODING": "latin-1"}) == plain


def test_a_report_has_the_same_bytes_each_time_and_from_each_folder(folder, desk):
    assert desk.run("report", "orders", "--as-of", AS_OF).status == 0
    assert desk.run("report", ".", "--as-of", AS_OF, "-o", "../again.html", cwd=folder).status == 0
    assert (desk.folder / "again.html").read_bytes() == (desk.folder / "report.html").read_bytes()
