"""`trueup report --for`, `trueup brief` and `trueup calendar` as somebody types them."""

from __future__ import annotations

import pytest

from desk import AS_OF
from trueup.cli import report
from trueup.render.html.for_readers import READERS

pytestmark = pytest.mark.usefixtures("answered_once")

ON = ("--as-of", AS_OF)


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_gets_a_page_of_their_own(desk, reader):
    desk.initiative()
    said = desk.call("report", "orders", *ON, "--for", reader)
    assert said.status == 0
    assert f"Wrote report-{reader}.html" in said.out
    page = (desk.folder / f"report-{reader}.html").read_text("utf-8")
    assert "Faster deliveries" in page
    assert page.rstrip().endswith("</html>")


def test_the_command_knows_every_reader():
    assert report.READERS == READERS


def test_markdown_goes_to_a_file_of_its_own(desk):
    desk.initiative()
    assert desk.call("report", "orders", *ON, "--for", "legal", "--format", "markdown").status == 0
    assert (desk.folder / "report-legal.md").read_text("utf-8").startswith("# Faster deliveries\n")


def test_without_a_reader_it_is_the_whole_report(desk):
    desk.initiative()
    assert "Wrote report.html" in desk.call("report", "orders", *ON).out
    assert 'id="assumptions"' in (desk.folder / "report.html").read_text("utf-8")


@pytest.mark.parametrize("who", ["ops", "OPS", "head of operations"])
def test_a_data_owner_is_named_by_id_or_name(desk, who):
    desk.initiative()
    assert desk.call("report", "orders", *ON, "--for", "data-owner", "--who", who).status == 0
    assert "Head of operations" in (desk.folder / "report-data-owner.html").read_text("utf-8")


def test_somebody_without_data_is_refused_with_who_has_some(desk):
    desk.initiative()
    said = desk.call("report", "orders", *ON, "--for", "data-owner", "--who", "opps")
    assert said.status == 2
    assert "`opps` owns, keeps or holds no data set." in said.flat
    assert "Did you mean `ops`? They are: `ops`." in said.flat
    assert not (desk.folder / "report-data-owner.html").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--who", "ops"), "--who goes with --for data-owner."),
        (("--for", "legal", "--who", "ops"), "--who goes with --for data-owner."),
        (("--format", "markdown"), "--format markdown goes with --for."),
        (("--for", "nobody"), "'nobody' is not one of"),
    ],
)
def test_options_that_do_not_go_together_are_refused(desk, words, why):
    desk.initiative()
    said = desk.call("report", "orders", *ON, *words)
    assert said.status == 2
    assert why in said.flat


def test_a_brief_is_printed_or_written_as_its_file_is_named(desk):
    desk.initiative()
    printed = desk.call("brief", "orders", *ON)
    assert printed.status == 0
    assert printed.out.startswith("# Faster deliveries: what happened since 16 Dec 2026")
    assert "Wrote mail.html" in desk.call("brief", "orders", *ON, "-o", "mail.html").out
    assert (desk.folder / "mail.html").read_text("utf-8").startswith("<!doctype html>")
    assert desk.call("brief", "orders", *ON, "-o", "mail.md").status == 0
    assert (desk.folder / "mail.md").read_text("utf-8") == printed.out


def test_a_brief_reads_no_data_and_writes_none(desk):
    folder = desk.initiative()
    (folder / "orders.csv").unlink()
    assert desk.call("brief", "orders", *ON, "--since", "2026-12-01").status == 0
    assert not (folder / "evidence").exists()


def test_a_brief_since_tomorrow_is_refused(desk):
    desk.initiative()
    said = desk.call("brief", "orders", *ON, "--since", "2027-01-16")
    assert said.status == 2
    assert "2027-01-16 lies after 2027-01-15." in said.flat


def test_a_calendar_is_written(desk):
    desk.initiative()
    said = desk.call("calendar", "orders", *ON)
    assert said.status == 0
    assert "Wrote calendar.ics with 1 event: import it into a calendar." in said.flat
    assert (desk.folder / "calendar.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
