"""Workflow commands of GitHub Actions: one annotation a finding, and no text that becomes a command."""

from __future__ import annotations

import re
from dataclasses import replace

from render.checked import NASTY, faulty, hostile, many, ordinary, over, portfolio, waived
from trueup.render.github import SHOWN, github_text
from trueup.render.outcome import Outcome

COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:]*)(?:,\w+=[^,:]*)*)::(.*)")


def commands(text):
    """Return each command as the runner reads it: kind, properties, message."""
    found = []
    for line in text.splitlines():
        if line.startswith("::"):
            kind, properties, message = COMMAND.fullmatch(line).groups()
            told = dict(each.split("=", 1) for each in properties.split(","))
            found.append((kind, {name: unescaped(value) for name, value in told.items()}, unescaped(message)))
    return found


def unescaped(text):
    for code, letter in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, letter)
    return text


def test_a_finding_is_an_annotation_at_its_line(tmp_path):
    kind, properties, message = commands(github_text(ordinary(tmp_path, folder="plans/")))[0]
    assert kind == "error"
    assert properties["file"] == "plans/initiative.yaml"
    assert int(properties["line"]) > 0
    assert re.fullmatch(r"[A-Z]{3}\d{3} [a-z-]+", properties["title"])
    assert "\n" in message


def test_the_line_is_exactly_what_the_runner_expects(tmp_path):
    lines = github_text(ordinary(tmp_path)).splitlines()
    assert (
        "::error file=initiative.yaml,line=7,title=KPI001 kpi-without-owner::KPI `quick` has no owner."
        "%0AAdd `owner:` to kpis.quick with the id of the person who answers for it.%0AAt stake: €2.5k, estimated."
    ) in lines


def test_the_gravest_come_first_and_later_phases_and_what_did_not_run_are_one_notice_each(tmp_path):
    found = commands(github_text(ordinary(tmp_path)))
    kinds = [kind for kind, _, _ in found]
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index)
    told = {properties["title"]: message for _, properties, message in found}
    assert re.fullmatch(r"Not due yet: .*blueprinting \d findings?.*\.", told["Later phases"])
    assert "DAT003" in told["Not run"]
    assert "WRK001 work-without-kpi" not in told


def test_what_is_waived_is_no_annotation_and_is_counted(tmp_path):
    text = github_text(waived(tmp_path))
    assert "KPI001" not in text
    assert "; 1 waived; " in text.splitlines()[-1]


def test_what_rules_over_the_portfolio_found_is_an_annotation(tmp_path):
    titles = [properties["title"] for _, properties, _ in commands(github_text(over(ordinary(tmp_path))))]
    assert "ALL001 all-wrong" in titles


def test_faults_of_documents_are_errors(tmp_path):
    titles = [properties["title"] for kind, properties, _ in commands(github_text(faulty(tmp_path))) if kind == "error"]
    assert "DOC020 unknown-key" in titles


def test_beyond_what_github_shows_findings_are_plain_lines_and_the_counts_stand_last(tmp_path):
    text = github_text(many(ordinary(tmp_path), 100))
    assert len([kind for kind, _, _ in commands(text) if kind == "error"]) == SHOWN
    lines = text.splitlines()
    assert sum(line.startswith("blocks initiative.yaml:") for line in lines) == 90
    assert lines[-1].startswith("100 findings due, 100 of them block;")


def test_hostile_text_makes_no_command_and_no_property(tmp_path):
    found = many(hostile(portfolio(tmp_path)), 40)
    text = github_text(found)
    assert "\u202e" not in text
    *lines, last = text.splitlines()
    assert re.match(r"\d faults to mend first; \d+ findings due, ", last)
    assert "##[" not in last
    for line in lines:
        assert line.startswith(
            ("::error file=d/", "::warning file=d/", "::notice file=d/", "::notice title=", "blocks d/", "warns d/")
        )
        assert line.startswith("::") or "##[" not in line
    for _, properties, message in commands(text):
        assert set(properties) <= {"file", "line", "title"}
        assert "%0A%25" in message or properties["title"] == "Later phases"


def test_percent_signs_come_back_as_they_were(tmp_path):
    found = ordinary(tmp_path)
    first = found.assessments[0]
    text = "100 % of 5%0A, a:b\r\nc"
    one = replace(first.findings[0], problem=text, fix="Fix.", owner=None, stake=None)
    message = commands(github_text(replace(found, assessments=(replace(first, findings=(one,)),))))[0][2]
    assert message == "100 % of 5%0A, a:b c\nFix."


def test_nothing_found_is_one_line():
    assert github_text(Outcome(())) == "0 findings due, 0 of them block; 0 rules ran.\n"


def test_it_never_opens_with_text_of_a_document(tmp_path):
    lines = github_text(hostile(many(ordinary(tmp_path), 30), "::error::" + NASTY)).splitlines()
    assert not any(line.startswith("::error::") for line in lines)
