"""`trueup decide`, `trueup review` and `trueup waive`: what is entered, what is refused, and what follows from it."""

from __future__ import annotations

import json

import pytest
import yaml

from desk import WHOLE

pytestmark = pytest.mark.usefixtures("answered_once")

PEOPLE = (
    "people: {ops: {name: Head of operations, side: business, role: sponsor}, "
    "it: {name: Head of IT, side: technology}, cfo: {side: business}, fin: {side: business, role: controller}}"
)
TEXT = WHOLE.replace("people: {ops: {name: Head of operations, side: business}}", PEOPLE) + (
    "budget: {amount: 60000, spent: 15000, owner: ops}\n"
    "reviews: {steering: {title: Does it serve the objective?, owner: ops, with: [it, cfo], every: 30 days, "
    "starts: 2026-12-01}}\n"
    "stakeholders: {ops: {side: business, priorities: {late: 100}}, it: {side: technology, priorities: {late: 100}}}\n"
)
NO_OWNER = ("    direction: decrease\n    owner: ops\n", "    direction: decrease\n")


@pytest.fixture
def orders(desk):
    desk.initiative(TEXT)
    return desk


def decide(desk, choice="go", *more, who="ops", day="2027-01-15"):
    return desk.call("decide", choice, "orders", "--as", who, "--as-of", day, *more)


def review(desk, *more, name="steering", day="2027-01-20"):
    return desk.call("review", name, "orders", "--as", "ops", "--as-of", day, *more)


def waive(desk, code="KPI001", subject="kpis.late", *more, who="fin", day="2027-01-15", until="2027-03-01"):
    words = ("--because", "The owner starts in March", "--by", "it", "--as", who, "--until", until, "--as-of", day)
    return desk.call("waive", code, subject, "orders", *words, *more)


def ledger(desk):
    file = desk.folder / "orders" / "ledger.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def ruled(desk, rules):
    (desk.folder / "portfolio.yaml").write_text(f"title: P\nsigning: {rules}\n", "utf-8")
    return desk


def signed(desk):
    for who in ("ops", "it"):
        assert desk.call("sign", "orders", "--as", who, "--phase", "discovery", "--as-of", "2027-01-15").status == 0
    return desk


def change(desk, old, new):
    file = desk.folder / "orders" / "initiative.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def assessed(desk, day="2027-01-15", *more):
    return desk.call("assess", "orders", "--as-of", day, "--format", "json", *more).body["initiatives"][0]


# ---- decide


def test_a_go_on_a_closed_gate_is_refused_with_what_is_open(orders):
    said = decide(orders)
    assert said.status == 2
    assert "The discovery gate is closed: DS-business Signed by business: shared objective agreement" in said.flat
    assert ledger(orders) == []


def test_a_go_on_an_open_gate_takes_the_initiative_to_its_next_phase(orders):
    signed(orders)
    assert assessed(orders)["phase"] == "discovery"
    said = decide(orders, "go", "--note", "Agreed in the board")
    assert said.status == 0
    assert "Decided: go at the discovery gate by ops as sponsor" in said.out
    found = assessed(orders)
    assert found["phase"] == "feasibility"
    assert found["agreed"]["decisions"][0]["note"] == "Agreed in the board"
    assert assessed(orders, "2027-01-15", "--phase", "planning")["phase"] == "planning"


def test_a_go_on_dated_conditions_passes_a_closed_gate_until_they_are_overdue(orders):
    said = decide(orders, "go", "--condition", "IT has signed by 2027-02-01 by it")
    assert said.status == 0
    assert "Condition: IT has signed, by 2027-02-01, it" in said.out
    assert "still open: DS-business" in said.flat
    assert assessed(orders, "2027-02-01")["phase"] == "feasibility"
    late = assessed(orders, "2027-02-02")
    assert late["phase"] == "discovery"
    assert late["agreed"]["decisions"][0]["conditions"][0]["overdue"]


def test_a_changed_objective_takes_the_go_back_and_a_new_one_needs_new_signatures(orders):
    signed(orders)
    decide(orders)
    change(orders, "target: {value: 10 %", "target: {value: 12 %")
    found = assessed(orders)
    assert found["phase"] == "discovery"
    assert found["agreed"]["decisions"][0]["why_not"] == "the shared objective agreement changed since: decide again"
    assert decide(orders).status == 2
    signed(orders)
    assert assessed(orders)["phase"] == "discovery"
    assert decide(orders, "hold", "--note", "Wait for the budget", day="2027-01-16").status == 0
    assert assessed(orders, "2027-01-16")["phase"] == "discovery"
    assert decide(orders, day="2027-01-17").status == 0
    assert assessed(orders, "2027-01-17")["phase"] == "feasibility"


@pytest.mark.parametrize(
    ("choice", "words", "problem"),
    [
        ("go", ("--condition", "soon"), "`soon` is no dated condition."),
        ("go", ("--condition", "x by 2027-02-31 by it"), "There is no day 2027-02-31 in the calendar."),
        ("go", ("--condition", "x by 2027-01-15 by it"), "is due on 2027-01-15, which has passed"),
        ("go", ("--condition", "x by 2027-02-01 by bob"), "Nobody called `bob` is listed"),
        ("hold", ("--condition", "x by 2027-02-01 by it"), "A hold has no conditions."),
        ("hold", ("--releases", "EUR 10"), "A hold releases no money."),
        ("kill", ("--releases", "many"), "`many`"),
        ("kill", ("--releases", "EUR 50000"), "EUR 50000 cannot be released: 45,000 of the budget are left."),
        ("kill", ("--role", "cfo"), "`ops` does not hold the role `cfo`"),
    ],
)
def test_what_cannot_be_decided_is_refused(orders, choice, words, problem):
    said = decide(orders, choice, *words)
    assert said.status == 2
    assert problem in said.flat
    assert ledger(orders) == []


def test_a_kill_releases_what_was_committed_and_not_spent(orders):
    said = decide(orders, "kill", "--releases", "EUR 40000", "--note", "The rule will do")
    assert said.status == 0
    assert "Released: EUR 40,000" in said.out
    assert ledger(orders)[0]["released"] == [40000.0, "EUR"]


# ---- review


def test_a_review_sets_what_was_agreed_against_now_and_says_who_was_away(orders):
    signed(orders)
    change(orders, "target: {value: 10 %", "target: {value: 12 %")
    change(orders, "spent: 15000", "spent: 70000")
    said = review(orders, "--attended", "ops,it", "--note", "Ask for more money")
    assert said.status == 0
    assert "! shared objective agreement" in said.out
    assert "target of KPI `late` went from 10 % to 12 %" in said.out
    assert "no straight line: nobody signed the budget" in said.flat
    assert "Drifted: shared objective agreement, promised benefit, spent by now. Decide:" in said.flat
    assert "not measured since 2026-12-31, the end of its baseline" in said.flat
    assert "Expected and not there: cfo." in said.out
    assert ledger(orders)[-1]["attended"] == ["ops", "it"]


def test_who_records_a_review_was_there(orders):
    signed(orders)
    assert "Expected and not there: cfo." in review(orders, "--attended", "it").out


def test_a_review_without_drift_says_so(orders):
    signed(orders)
    said = review(orders, "--attended", "ops,it,cfo").flat
    assert "Nothing that is known drifted. Not known: course of late, spent by now, forecast at completion." in said


def test_a_review_as_json_holds_what_drifted_and_what_was_seen_as_the_ledger_does(orders):
    signed(orders)
    change(orders, "spent: 15000", "spent: 70000")
    found = json.loads(review(orders, "--attended", "ops,it", "--format", "json").out)
    assert (found["review"], found["away"], found["decide"]) == ("steering", ["cfo"], True)
    assert found["drifted"] == ["spent by now"]
    assert found["kpis"][0]["course"] == "not known"
    assert (found["money"]["granted"], found["money"]["spent"]) == (60000.0, 70000.0)
    assert found["seen"] == ledger(orders)[-1]["seen"]
    assert {"kpis.late", "promised benefit", "spent"} <= {each["name"] for each in found["seen"]}
    assert found["head"] == ledger(orders)[-1]["id"]


def test_a_recorded_review_counts_as_held(orders):
    assert any(f["code"] == "CHG001" for f in assessed(orders, "2027-01-21", "--phase", "execution")["findings"])
    review(orders)
    found = assessed(orders, "2027-01-21", "--phase", "execution")
    assert not any(f["code"] == "CHG001" for f in found["findings"])
    assert found["agreed"]["reviews"] == [
        {"review": "steering", "at": "2027-01-20T12:00:00+00:00", "attended": ["ops"]}
    ]  # fmt: skip


def test_execution_asks_for_reviews_and_an_unchanged_objective(orders):
    def criterion():
        return next(c for c in assessed(orders, "2027-01-21")["gates"][4]["criteria"] if c["id"] == "E2")

    assert criterion()["status"] == "unknown"
    signed(orders)
    assert criterion()["status"] == "not_met"
    review(orders)
    assert criterion()["status"] == "met"
    change(orders, "target: {value: 10 %", "target: {value: 12 %")
    assert criterion()["status"] == "not_met"


@pytest.mark.parametrize(
    ("words", "name", "problem"),
    [
        ((), "stering", "There is no review `stering` in this initiative. Did you mean `steering`?"),
        (("--attended", "ops,bob"), "steering", "Nobody called `bob` is listed"),
    ],
)
def test_what_cannot_be_reviewed_is_refused(orders, words, name, problem):
    said = review(orders, *words, name=name)
    assert said.status == 2
    assert problem in said.flat
    assert ledger(orders) == []


# ---- waive


def test_a_waiver_is_written_beside_the_document_and_entered(orders):
    change(orders, *NO_OWNER)
    said = waive(orders)
    assert said.status == 0
    assert "Waived: KPI001 kpis.late until 2027-03-01 by fin as controller" in said.out
    (row,) = yaml.safe_load((orders.folder / "orders" / "waivers.yaml").read_text("utf-8"))["waivers"]
    assert (row["rule"], row["subject"], row["by"], row["approved_by"]) == ("KPI001", "kpis.late", "it", "fin")
    found = next(f for f in assessed(orders)["findings"] if f["code"] == "KPI001")
    assert found["waived"]["approved_by"] == "fin"


def test_waiving_again_replaces_the_waiver_and_keeps_the_others(orders):
    change(orders, *NO_OWNER)
    file = orders.folder / "orders" / "waivers.yaml"
    file.write_text("# agreed\nwaivers:\n  - {rule: MON008, subject: risks.x, by: it} # open\n", "utf-8")
    waive(orders)
    waive(orders, until="2027-04-01")
    text = file.read_text("utf-8")
    assert "# agreed" in text
    assert "# open" in text
    assert [row["rule"] for row in yaml.safe_load(text)["waivers"]] == ["MON008", "KPI001"]
    assert "2027-04-01" in text


@pytest.mark.parametrize(
    ("code", "subject", "more", "problem"),
    [
        ("KPI099", "kpis.late", {}, "There is no finding KPI099 about `kpis.late`."),
        ("KPI001", "kpis.lat", {}, "There is no finding KPI001 about `kpis.lat`. Did you mean `kpis.late`?"),
        ("KPI001", "kpis.late", {"until": "2027-01-15"}, "The last day of a waiver lies ahead; 2027-01-15 does not."),
        ("KPI001", "kpis.late", {"who": "it"}, "This waiver would not hold: `it` allowed it to themselves."),
        ("KPI001", "kpis.late", {"who": "bob"}, "Nobody called `bob` is listed"),
    ],
)
def test_what_cannot_be_waived_is_refused_and_nothing_is_written(orders, code, subject, more, problem):
    change(orders, *NO_OWNER)
    said = waive(orders, code, subject, **more)
    assert said.status == 2
    assert problem in said.flat
    assert ledger(orders) == []
    assert not (orders.folder / "orders" / "waivers.yaml").exists()


def test_a_signature_that_lapsed_cannot_be_waived(orders):
    signed(orders)
    change(orders, "target: {value: 10 %", "target: {value: 12 %")
    said = waive(orders, "SGN001", "signatures.objective.ops")
    assert said.status == 2
    assert "SGN001 cannot be waived" in said.flat


def test_a_go_on_a_gate_that_a_waiver_opens_says_what_was_waived(orders):
    change(orders, *NO_OWNER)
    signed(orders)
    assert decide(orders).status == 2
    waive(orders)
    said = decide(orders)
    assert said.status == 0, said.all
    assert "Passed by waiver: D3" in said.out


# ---- who may


def test_who_may_not_decide_is_refused_with_who_may(orders):
    said = decide(orders, "hold", who="it")
    assert (said.status, ledger(orders)) == (2, [])
    assert "`it` as `technology` may not decide at the discovery gate. `ops` as `sponsor` may." in said.flat
    assert decide(orders, "hold", who="cfo").status == 2
    assert decide(orders, "hold").status == 0


def test_a_sponsor_decides_beside_the_owner_and_anybody_of_business_who_may_sign_there(orders):
    change(orders, "cfo: {side: business}", "cfo: {role: sponsor}")
    assert decide(orders, "hold", "--phase", "discovery", who="cfo").status == 0
    assert decide(orders, "hold", "--phase", "discovery", who="fin", day="2027-01-16").status == 2
    assert decide(orders, "hold", "--phase", "feasibility", who="fin", day="2027-01-16").status == 0


@pytest.mark.parametrize(("rule", "may"), [("it", True), ("technology", True), ("[cfo, controller]", False)])
def test_the_portfolio_says_who_decides(orders, rule, may):
    said = decide(ruled(orders, f"{{decide: {rule}}}"), "hold", who="it")
    assert (said.status == 0) == may
    assert decide(orders, "hold", who="ops", day="2027-01-16").status == 2


def test_who_speaks_for_the_side_of_who_asked_cannot_allow_a_waiver(orders):
    change(orders, *NO_OWNER)
    change(orders, "fin: {side: business, role: controller}", "fin: {side: technology, role: controller}")
    said = waive(orders)
    assert (said.status, ledger(orders)) == (2, [])
    assert "who asked and who allowed it both speak for technology" in said.flat
    change(orders, "it: {name: Head of IT, side: technology}", "it: {side: technology, role: developer}")
    assert waive(orders).status == 0
