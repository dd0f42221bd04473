"""`trueup check --format`: each format is printed or written, with the same exit status and the same bytes."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from desk import AS_OF, TEN_LINES

FORMS = ("text", "json", "sarif", "junit", "github", "markdown")


def check(desk, form, *arguments):
    return desk.call("check", "orders", "--as-of", AS_OF, "--format", form, *arguments)


@pytest.mark.parametrize("form", FORMS)
def test_the_exit_status_does_not_depend_on_the_format(desk, form):
    desk.initiative(TEN_LINES)
    blocked = check(desk, form)
    assert (blocked.status, blocked.err) == (1, "")
    desk.initiative("title: A\nkpis: {late: {owns: ops}}\n")
    assert check(desk, form).status == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_file_gets_what_would_have_been_printed(desk, form):
    desk.initiative(TEN_LINES)
    printed = check(desk, form)
    written = check(desk, form, "-o", "found.txt")
    assert (desk.folder / "found.txt").read_bytes().decode() == printed.out
    assert written.status == printed.status
    assert written.out.startswith("Wrote found.txt: ")
    assert len(written.out.splitlines()) == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_same_document_and_day_give_the_same_bytes(desk, form):
    desk.initiative(TEN_LINES)
    assert check(desk, form).out == check(desk, form).out


def test_a_file_that_cannot_be_written_stops_in_words(desk):
    desk.initiative(TEN_LINES)
    said = check(desk, "sarif", "-o", "orders")
    assert said.status == 2
    assert "cannot be written" in said.all


def test_places_lead_from_where_the_command_ran(desk):
    folder = desk.initiative(TEN_LINES)
    there = json.loads(check(desk, "sarif").out)["runs"][0]["results"]
    here = json.loads(desk.call("check", str(folder / "initiative.yaml"), "--format", "sarif").out)
    assert uris(there) == uris(here["runs"][0]["results"]) == {"orders/initiative.yaml"}
    assert ET.fromstring(check(desk, "junit").out).find(".//testcase").get("file") == "orders/initiative.yaml"  # noqa: S314
    assert "file=orders/initiative.yaml," in check(desk, "github").out
    assert "orders/initiative.yaml:" in check(desk, "markdown").out


def test_a_document_elsewhere_is_told_without_a_path_of_this_machine(desk, tmp_path_factory):
    desk.initiative(TEN_LINES)
    away = tmp_path_factory.mktemp("away")
    (away / "initiative.yaml").write_text(TEN_LINES, "utf-8")
    said = desk.call("check", str(away), "--format", "sarif")
    assert uris(json.loads(said.out)["runs"][0]["results"]) == {"initiative.yaml"}
    assert str(away) not in said.out


def uris(results):
    return {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results}
