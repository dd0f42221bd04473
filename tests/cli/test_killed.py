"""What was killed says so first everywhere, asks for nothing, and is taken up again by a go; the phase of decisions."""

from __future__ import annotations

import json

import pytest

from desk import WHOLE

PEOPLE = (
    "people: {ops: {name: Head of operations, side: business, role: sponsor}, it: {name: Head of IT, side: technology}}"
)
MORE = (
    "budget: {amount: 60000, spent: 15000, owner: ops}\n"
    "communication: {teams: {title: What changes for the teams, to: [it], owner: it, every: 30 days, by: 2026-11-01}}\n"
    "reviews: {steering: {owner: ops, every: 30 days, starts: 2026-12-01}}\n"
    "decisions: {vendor: {question: Which carrier?, owner: ops, by: 2027-03-01}}\n"
)
TEXT = WHOLE.replace("people: {ops: {name: Head of operations, side: business}}", PEOPLE) + MORE
CONDITION = "IT has signed by 2027-02-01 by it"


@pytest.fixture
def orders(desk):
    desk.initiative(TEXT)
    return desk


@pytest.fixture
def killed(orders):
    assert decide(orders, "go", "--condition", CONDITION).status == 0
    assert decide(orders, "kill", "--releases", "EUR 5000", "--note", "The rule will do", day="2027-01-20").status == 0
    return orders


def decide(desk, choice, *more, day="2027-01-15"):
    return desk.call("decide", choice, "orders", "--as", "ops", "--as-of", day, *more)


def assessed(desk, day="2027-01-21"):
    return desk.call("assess", "orders", "--as-of", day, "--format", "json").body["initiatives"][0]


def change(desk, old, new):
    file = desk.folder / "orders" / "initiative.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


# ---- a kill


def test_the_assessment_of_what_was_killed_begins_with_it_and_no_gate_is_due(killed):
    found = assessed(killed)
    assert found["verdict"].startswith("Killed on 20\u00a0Jan\u00a02027. Decided by Head of operations as sponsor")
    assert "Because: The rule will do. Released €5k of committed budget." in found["verdict"]
    assert (found["killed"]["who"], found["killed"]["because"]) == ("ops", "The rule will do")
    assert {gate["due"] for gate in found["gates"]} == {"later"}
    assert "killed" not in assessed(killed, "2027-01-19")["verdict"].lower()


def test_what_a_kill_leaves_to_do_is_open_conditions_and_people_to_be_told(killed):
    condition, tell = assessed(killed)["actions"]
    assert (condition["who"], "IT has signed" in condition["what"]) == ("it", True)
    assert (tell["who"], "communication.teams" in tell["what"]) == ("it", True)
    change(killed, "by: 2026-11-01}", "by: 2026-11-01, sent: [2027-01-21]}")
    assert [each["what"] for each in assessed(killed)["actions"]] == [condition["what"]]
    assert decide(killed, "kill", "--phase", "discovery", day="2027-01-21").status == 0
    assert assessed(killed, "2027-01-22")["actions"] == []


def test_every_page_says_so_before_anything_else_and_asks_for_no_decision(killed):
    for reader in ("executive", "delivery", "technical", "data-owner", "legal"):
        name = f"{reader}.md"
        words = ("--for", reader, "--format", "markdown", "--as-of", "2027-01-21", "-o", name)
        assert killed.call("report", "orders", *words).status == 0
        page = (killed.folder / name).read_text("utf-8")
        assert "**Killed on 20 Jan 2027**" in page.partition("##")[0].replace("\u00a0", " "), reader
        for asked in ("Go on, hold", "Not yet fit", "Which carrier?", "Sign the "):
            assert asked not in page.partition("## Decisions")[0], (reader, asked)
    brief = killed.call("brief", "orders", "--as-of", "2027-01-21").out
    assert "**Killed on" in brief.partition("##")[0]
    assert "Which carrier?" not in brief
    assert "Tell that it was killed: What changes for the teams" in brief
    assert killed.call("report", "orders", "--as-of", "2027-01-21", "-o", "whole.html").status == 0
    assert "Not yet fit" not in (killed.folder / "whole.html").read_text("utf-8")


def test_check_lists_what_it_finds_of_it_and_nothing_is_due_or_blocks(killed):
    change(killed, "    direction: decrease\n    owner: ops\n", "    direction: decrease\n")
    said = killed.call("check", "orders", "--as-of", "2027-01-21")
    assert said.status == 0
    assert "Killed on" in said.out
    assert "blocks KPI001 kpi-without-owner" in said.out
    assert "0 findings due, 0 of them block" in said.out
    sarif = json.loads(killed.call("check", "orders", "--as-of", "2027-01-21", "--format", "sarif").out)
    levels = {each["ruleId"]: each["level"] for each in sarif["runs"][0]["results"]}
    assert levels["KPI001"] == "note"
    assert "so that nothing is due" in killed.call("check", "orders", "--as-of", "2027-01-21", "--format", "junit").out
    for form in ("markdown", "github"):
        assert "illed: orders" in killed.call("check", "orders", "--as-of", "2027-01-21", "--format", form).out
    assert killed.call("check", "orders", "--as-of", "2027-01-19").status == 1


def test_only_a_go_takes_it_up_again(killed):
    said = decide(killed, "hold", day="2027-01-22")
    assert (said.status, "It was killed on 2027-01-20 by `ops`." in said.flat) == (2, True)
    assert decide(killed, "go", "--condition", "IT has signed by 2027-03-01 by it", day="2027-01-22").status == 0
    found = assessed(killed, "2027-01-23")
    assert found["killed"] is None
    assert [gate["due"] for gate in found["gates"]].count("current") == 1


def test_in_a_portfolio_it_claims_nothing(desk):
    shared = WHOLE[WHOLE.index("kpis:") : WHOLE.index("assumptions:")]
    rest = WHOLE.replace(shared, "")
    (desk.folder / "portfolio.yaml").write_text(shared, "utf-8")
    for name in ("orders", "parcels"):
        desk.initiative(rest.replace("Faster deliveries", f"Faster {name}"), name=name)
    whole = promised(desk)
    assert desk.call("decide", "kill", "parcels", "--as", "ops", "--as-of", "2027-01-15").status == 0
    assert promised(desk) == pytest.approx(2 * whole)
    said = desk.call("check", ".", "--as-of", "2027-01-16").out
    assert "1 initiative and 1 killed" in said
    assert "OVL" not in said.partition("Killed on")[0]


def promised(desk):
    body = desk.call("assess", ".", "--as-of", "2027-01-16", "--format", "json").body
    by_id = {each["initiative"]: each for each in body["initiatives"]}
    return by_id["orders"]["figures"]["benefit"]["promised"]["value"]


# ---- money


def test_all_releases_together_are_never_more_than_was_committed(killed):
    said = decide(killed, "kill", "--releases", "EUR 42000", day="2027-01-21")
    assert (said.status, "40,000 of the budget are left, 5,000 were released already" in said.flat) == (2, True)
    early = decide(killed, "kill", "--releases", "EUR 42000", day="2027-01-19")
    assert early.status == 2
    assert decide(killed, "kill", "--releases", "EUR 40000", day="2027-01-21").status == 0
    assert "€45k of committed budget released" in killed.call("log", "orders").out
    assert "Released €45k" in assessed(killed, "2027-01-22")["verdict"]


def test_a_rework_releases_money_only_where_the_document_shows_a_smaller_scope(orders):
    work = "E1: {title: List, advances: late, estimate: 5}, E2: {title: Screen, advances: late, estimate: 5}"
    change(orders, "budget:", f"epics: {{{work}}}\nrates: {{default: 800}}\nbudget:")
    said = decide(orders, "rework", "--releases", "EUR 4000")
    assert (said.status, "and no plan was ever signed" in said.flat) == (2, True)
    for kind in ("blueprint", "delivery"):
        phase = ("--phase", "blueprinting" if kind == "blueprint" else "planning", "--agreement", kind)
        assert orders.call("sign", "orders", "--as", "ops", *phase, "--as-of", "2027-01-15").status == 0
    said = decide(orders, "rework", "--releases", "EUR 4000")
    assert (said.status, "the document still has all the work" in said.flat) == (2, True)
    change(orders, "{title: Screen, advances: late,", "{title: Screen, status: cancelled, advances: late,")
    said = decide(orders, "rework", "--releases", "EUR 4000")
    assert (said.status, "Smaller scope: `epics.E2` was agreed and fell away." in said.flat) == (0, True)
    said = decide(orders, "kill", "--releases", "USD 10")
    assert (said.status, "the budget is in EUR" in said.flat) == (2, True)


# ---- the phase


def test_once_a_ledger_is_begun_the_phase_is_the_first_without_a_go(orders):
    change(orders, "title: Faster deliveries\n", "title: Faster deliveries\nphase: execution\n")
    assert assessed(orders)["phase"] == "execution"
    assert orders.call("sign", "orders", "--as", "ops", "--phase", "discovery", "--as-of", "2027-01-15").status == 0
    assert assessed(orders)["phase"] == "discovery"
    said = decide(orders, "hold")
    assert said.status == 2
    assert "The document says phase execution" in said.flat
    assert "`--phase discovery` or `--phase execution`" in said.flat
    said = decide(orders, "hold", "--phase", "discovery")
    assert (said.status, "Phase now: discovery, the first without a go that holds." in said.out) == (0, True)
    assert assessed(orders)["phase"] == "discovery"


def test_a_document_that_is_behind_its_ledger_keeps_nobody_from_deciding(orders):
    change(orders, "title: Faster deliveries\n", "title: Faster deliveries\nphase: discovery\n")
    said = decide(orders, "go", "--condition", CONDITION)
    assert (said.status, "Phase now: feasibility" in said.out) == (0, True)
    assert "hold at the feasibility gate" in decide(orders, "hold").out
