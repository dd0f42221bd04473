"""What the README shows is what happens."""

from __future__ import annotations

import re

import pytest

from desk import Desk, as_csv, rows
from story import ARGUMENTS, BEGIN, END, README, ROOT, block, copied, told
from trueup.cli.group import OWN

TEXT = README.read_text("utf-8")
LINES = TEXT.splitlines()
LINKS = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", TEXT)


def test_the_output_of_the_demo_is_what_the_command_prints(tmp_path):
    shown = TEXT.partition(BEGIN)[2].partition(END)[0]
    assert shown == block(told(copied(tmp_path)))


def test_the_demo_runs_the_command_whose_output_is_shown():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    words = re.search(r"^FLIGHTS := (.*)$", makefile, re.MULTILINE)[1]
    assert tuple(words.split()) == ARGUMENTS[1:]
    assert "trueup assess $(FLIGHTS)" in makefile


def test_the_first_command_and_its_output_come_early_and_the_whole_is_short():
    assert LINES.index("$ make demo") < 15
    assert LINES.index("```text") < 40
    assert len(LINES) < 120


def example():
    return re.search(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)[1]


def test_the_ten_lines_are_ten_and_work_as_shown(tmp_path):
    desk = Desk(tmp_path)
    folder = desk.initiative(example())
    (folder / "orders.csv").write_bytes(as_csv(rows()))
    assert len(example().splitlines()) <= 11
    assert desk.call("check", "orders", "--as-of", "2027-01-15").status == 1
    said = desk.assess()
    assert (said.status, said.err) == (0, "")
    assert "late decides no baseline yet; measured 25.07 %" in said.flat


def test_every_verb_is_named():
    for verb in OWN:
        assert f"`trueup {verb}" in TEXT


def test_every_exit_status_is_named():
    assert (
        "Exit status: 0 fine, 1 what blocks was found (`check`), 2 cannot go on, 3 a bug of ours, 130 interrupted."
        in TEXT
    )


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_somewhere(link):
    assert "://" in link or (ROOT / link).exists()


def test_the_page_of_the_command_line_is_linked():
    assert "docs/cli.md" in LINKS
