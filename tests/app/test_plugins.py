"""Rules of other packages: installed for real in a folder on the path, found, run, documented; broken ones are told."""

import json
import os
import subprocess
import sys
from textwrap import dedent

import pytest

from trueup.adapters.plugins import Plugin
from trueup.app.rulebook import with_plugins
from trueup.core.rules.catalogue import CATALOGUE
from trueup.core.rules.rule import rule

RULE = '''
from trueup.core.rules.rule import Flag, rule

@rule("ACM001", "title-too-short", "blocks", "discovery", thresholds={"least": 5})
def title_too_short(case):
    """The title is too short.

    Why it matters:
        Nobody knows what it is about.

    Flagged:
        ```yaml
        title: A
        ```

    Accepted:
        ```yaml
        title: Faster claims
        ```

    How to fix:
        Write a longer one.
    """
    if len(case.initiative.title) < case.limits["least"]:
        yield Flag("title", "The title is short.", "Write a longer one.")
'''


@rule("ACM002", "nothing", "notes", "discovery")
def nothing(case):
    """Nothing is ever wrong."""
    yield from ()


@pytest.fixture
def package(tmp_path):
    """A package with a rule, and one that cannot be imported, installed in a folder of their own."""
    site = tmp_path / "site"
    info = site / "acme-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "acme.py").write_text(RULE, "utf-8")
    (site / "acme_broken.py").write_text("import a_package_that_is_not_there\n", "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n", "utf-8")
    points = "[trueup.rules]\nacme = acme:title_too_short\nbroken = acme_broken:rule\nnumber = acme:__name__\n"
    (info / "entry_points.txt").write_text(points, "utf-8")
    return site


def trueup(site, *words):
    around = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *sys.path])}
    return subprocess.run(
        [sys.executable, "-m", "trueup.cli.main", *words], capture_output=True, text=True, env=around, check=False
    )


def initiative(folder, **files):
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(dedent(text), "utf-8")
    return str(folder)


def test_a_rule_of_another_package_judges_like_our_own(package, tmp_path):
    folder = initiative(tmp_path / "one", initiative="title: A")
    done = trueup(package, "check", folder, "--format", "json")
    found = json.loads(done.stdout)["initiatives"][0]
    assert done.returncode == 1
    assert "ACM001" in {each["code"] for each in found["findings"]}


def test_what_cannot_be_loaded_is_told_and_stops_nothing(package, tmp_path):
    folder = initiative(tmp_path / "one", initiative="title: A")
    skipped = json.loads(trueup(package, "check", folder, "--format", "json").stdout)["initiatives"][0]["skipped"]
    reasons = {each["code"]: each["reason"] for each in skipped}
    assert "a_package_that_is_not_there" in reasons["broken"]
    assert "not a rule" in reasons["number"]


def test_a_portfolio_holds_it_otherwise(package, tmp_path):
    ruling = "rules: {ACM001: {severity: notes, thresholds: {least: 2}}}"
    folder = initiative(tmp_path / "one", initiative="title: A", portfolio=ruling)
    found = json.loads(trueup(package, "check", folder, "--format", "json").stdout)["initiatives"][0]["findings"]
    assert [each["severity"] for each in found if each["code"] == "ACM001"] == ["notes"]


def test_it_is_listed_and_explained(package):
    assert "ACM001  blocks" in trueup(package, "rules").stdout
    assert "Write a longer one." in trueup(package, "explain", "title-too-short").stdout


def test_a_code_is_given_once_and_ours_come_first():
    thief = rule(CATALOGUE[0].code, "taken", "notes", "discovery")(lambda _: iter(()))
    book = with_plugins([Plugin("acme", [nothing, thief]), Plugin("twice", nothing)])
    assert book.rules[: len(CATALOGUE)] == CATALOGUE
    assert [each.code for each in book.rules[len(CATALOGUE) :]] == ["ACM002"]
    assert [each.code for each in book.left_out] == [CATALOGUE[0].code, "ACM002"]
