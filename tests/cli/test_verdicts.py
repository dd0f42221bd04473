"""Verdicts that were signed, from the command line: data that broke since lapses what rests on it; mended, it holds."""

from __future__ import annotations

import json
import re

import pytest

from cli.signing import TEXT, ledger, sign
from desk import AS_OF, Desk, as_csv, rows
from revisions import commit, git

WITH_OPTION = (
    TEXT
    + """\
operational_goals: {sort: {statement: Sort late orders first, owner: it, moves: [late]}}
options:
  keep: {kind: do_nothing}
  rule: {kind: rules, uses: [orders.order_id]}
"""
)
WENT = "option `rule` went on then and is held today (Data set `orders` fails the check that no two rows have the same"
DAY = ("--as-of", AS_OF)
CONSENSUS = ("--as", "ops", "--role", "business", "--phase", "feasibility")


def twice(desk):
    """Let 300 orders stand in the data twice: their key repeats, and the option that uses it is held."""
    (desk.folder / "orders" / "orders.csv").write_bytes(as_csv(rows() + rows()[:300]))


def mend(desk):
    (desk.folder / "orders" / "orders.csv").write_bytes(as_csv(rows()))


def consensus(desk):
    body = desk.call("assess", "orders", *DAY, "--format", "json").body["initiatives"][0]
    sides = body["agreed"]["signatures"]
    return next(each for each in sides if (each["agreement"], each["side"]) == ("consensus", "business"))


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """Return a desk at which the consensus was signed on good data, all committed; tests leave the data mended."""
    desk = Desk(tmp_path_factory.mktemp("signed"))
    desk.initiative(WITH_OPTION)
    git(desk.folder, "init", "-q")
    assert sign(desk, *CONSENSUS).status == 0
    commit(desk.folder)
    return desk


def test_a_signature_holds_the_verdicts_and_the_receipt_and_the_log_print_them(signed):
    (entry,) = ledger(signed)
    assert entry["verdicts"] == [{"category": "goes on", "name": "options.rule"}]
    assert "on the verdicts: option `rule` goes on" in signed.call("log", "orders").flat
    assert consensus(signed)["signed"][0]["verdicts"] == {"options.rule": "goes on"}
    assert signed.call("verify", "orders").status == 0


def test_where_no_data_can_be_read_no_verdict_is_signed_and_the_receipt_says_so(tmp_path):
    desk = Desk(tmp_path)
    (desk.initiative(WITH_OPTION) / "orders.csv").unlink()
    said = sign(desk, *CONSENSUS)
    assert "  Verdict: none was known\n" in said.out
    assert "verdicts" not in ledger(desk)[0]
    assert consensus(desk)["status"] == "signed"


def test_data_that_broke_since_lapses_the_signature_and_mending_it_brings_it_back(signed):
    twice(signed)
    try:
        found = consensus(signed)
        assert (found["status"], list(found["lapsed"][0]["changed"])) == ("lapsed", ["consensus"])
        assert WENT in found["lapsed"][0]["changed"]["consensus"][0]
        said = signed.call("assess", "orders", "--phase", "feasibility", *DAY).flat
        assert f"ops signed on {AS_OF} on other verdicts: {WENT}" in said
        assert "Mend what holds it, or have `ops` sign again." in said
        assert "signature-lapsed" not in signed.call("check", "orders", "--phase", "feasibility", *DAY).all
    finally:
        mend(signed)
    assert consensus(signed)["status"] == "signed"


def test_the_page_that_asks_for_the_signature_shows_what_turned_and_what_is_signed_now(signed):
    twice(signed)
    try:
        done = sign(signed, *CONSENSUS, "--request", "-o", "page.html")
    finally:
        mend(signed)
    assert done.status == 0
    page = "".join(re.split(r"<[^>]+>", (signed.folder / "page.html").read_text("utf-8")))
    assert "signed on other verdicts on 15\xa0Jan\xa02027. Since then: option rule went on then" in page
    assert "Signed with it are the verdicts of today" in page
    assert "on the verdicts of 2027-01-15: option rule is held" in page


def test_diff_judges_each_revision_by_its_own_evidence(signed):
    twice(signed)
    try:
        signed.call("assess", "orders", *DAY)
        commit(signed.folder)
        said = signed.call("diff", "HEAD~1", "HEAD", "orders", *DAY).out
        back = signed.call("diff", "HEAD", "HEAD~1", "orders", *DAY, "--format", "json").body["initiatives"][0]
    finally:
        mend(signed)
    assert "1 sign-off lapses" in said.partition("\n")[0]
    assert f"consensus: the text is the same, {WENT}" in said
    assert (back["sign_offs"], back["lapsed"]) == (0, [])


def test_the_brief_sets_the_verdict_that_was_signed_against_today_s(signed):
    twice(signed)
    try:
        signed.call("assess", "orders", *DAY)
        said = signed.call("brief", "orders", "--since", "2027-01-01", *DAY).out
    finally:
        mend(signed)
    assert f"unchanged, on other verdicts: {WENT}" in said


def test_a_verdict_that_somebody_changed_in_the_ledger_is_found(signed):
    file = signed.folder / "orders" / "ledger.jsonl"
    before = file.read_text("utf-8")
    file.write_text(before.replace('"category":"goes on"', '"category":"held"'), "utf-8")
    try:
        said = signed.call("verify", "orders", "--format", "json")
    finally:
        file.write_text(before, "utf-8")
    assert said.status == 1
    assert "its content does not give its id" in json.dumps(said.body)
