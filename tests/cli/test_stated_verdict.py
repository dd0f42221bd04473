"""A stated verdict of a probe, from the command line: signed, told where it is contradicted and when it turns."""

import json
import re
import shutil

import pytest

from cli.signing import TEXT, change, gates, sign
from desk import AS_OF, Desk

SAID = "{says: SAYS, by: it, day: 2026-12-01, source: Notebook 7}"
STATED = (
    TEXT
    + f"""\
operational_goals: {{sort: {{statement: Sort late orders first, owner: it, moves: [late]}}}}
options:
  rule: {{kind: rules}}
  model: {{kind: ml, owner: it, chosen: yes, because: It pays, probe: {{data: orders, verdict: {SAID}}}}}
"""
)
DAY = ("--as-of", AS_OF)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Return a desk at which the consensus was signed on "AI is worth it", and which turned to "rules are enough"."""
    desk = Desk(tmp_path_factory.mktemp("stated"))
    desk.initiative(STATED.replace("SAYS", "ai_is_worth_it"))
    assert sign(desk, "--as", "ops", "--role", "business", "--phase", "feasibility").status == 0
    shutil.copytree(desk.folder / "orders", desk.folder / "then" / "orders")
    change(desk, "ai_is_worth_it", "rules_are_enough")
    return desk


def test_the_signature_lapses_and_the_report_says_which_words_changed(desk):
    body = gates(desk)
    sides = body["agreed"]["signatures"]
    (lapsed,) = (each for each in sides if (each["agreement"], each["side"]) == ("consensus", "business"))
    assert lapsed["status"] == "lapsed"
    assert re.search(r"option `model` went from .*worth.it.* to .*rules.are.enough", str(lapsed["lapsed"]))
    said = desk.call("check", "orders", *DAY, "--phase", "feasibility").flat
    assert re.search(r"SGN001 .*option `model` went from .*worth.it.* to .*rules.are.enough", said)


def test_choosing_against_it_blocks_and_names_the_way_without_ai(desk):
    said = desk.call("check", "orders", *DAY, "--phase", "feasibility")
    assert said.status == 1
    assert "OPT006 chosen-against-the-probe: Option `model` is chosen" in said.flat
    assert "Choose `rule` instead, which does without AI. (it)" in said.flat
    f7 = next(each for gate in gates(desk)["gates"] for each in gate["criteria"] if each["id"] == "F7")
    assert f7["status"] == "not_met"


def test_diff_tells_the_turned_verdict_with_the_sign_off_that_lapsed(desk):
    said = desk.call("diff", "then/orders", "orders", *DAY).flat
    assert re.search(r"option `model` went from .*worth.it.* to .*rules.are.enough.*: 1 sign-off lapses", said), said


def test_of_a_verdict_that_is_new_only_what_it_says_lapses_what_was_signed(desk):
    shutil.copytree(desk.folder / "then", desk.folder / "without")
    file = desk.folder / "without" / "orders" / "initiative.yaml"
    full = SAID.replace("SAYS", "ai_is_worth_it")
    file.write_text(file.read_text("utf-8").replace(f", verdict: {full}", ""), "utf-8")
    by = ("--as", "ops", "--role", "business", "--phase", "feasibility")
    assert desk.call("sign", "without/orders", "--as-of", "2027-01-15", *by).status == 0
    shutil.copytree(desk.folder / "without", desk.folder / "with")
    (desk.folder / "with" / "orders" / "initiative.yaml").write_bytes(
        (desk.folder / "then" / "orders" / "initiative.yaml").read_bytes()
    )
    told = json.loads(desk.call("diff", "without/orders", "with/orders", *DAY, "--format", "json").out)
    (one,) = told["initiatives"]
    assert {each["path"].rpartition(".")[2]: each["lapses"] for each in one["changes"]} == {
        "says": 1,
        "by": 0,
        "day": 0,
        "source": 0,
    }
