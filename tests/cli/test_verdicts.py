"""Verdicts that were signed, from the command line: data that broke since lapses what rests on it; mended, it holds."""

from __future__ import annotations

import json
import re
import shlex

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
    asked = sign(desk, *CONSENSUS, "--agreement", "consensus", "--request", "-o", "page.html").out
    assert "--phase feasibility --agreement consensus --digest " in asked
    assert '--verdicts "none"' in asked
    assert ", when no verdict was known (2027-01-15)</b>" in (desk.folder / "page.html").read_text("utf-8")
    said = sign(desk, *CONSENSUS)
    assert "  Verdict: none was known\n" in said.out
    assert "verdicts" not in ledger(desk)[0]
    assert consensus(desk)["status"] == "signed"
    assert "on the verdicts: none was known" in desk.call("log", "orders").flat
    mend(desk)
    said = sign(desk, *CONSENSUS)
    assert "It replaces the signature of 2027-01-15" in said.out
    assert ledger(desk)[1]["verdicts"] == [{"category": "goes on", "name": "options.rule"}]
    assert "There is nothing to sign" in sign(desk, *CONSENSUS).all


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Return a desk at which ops was asked for the consensus on good data, and how to enter the answer."""
    desk = Desk(tmp_path_factory.mktemp("asked"))
    desk.initiative(WITH_OPTION)
    (desk.folder / "mail.eml").write_text("I agree", "utf-8")
    said = sign(desk, *CONSENSUS, "--request", "-o", "page.html")
    words = shlex.split(next(line for line in said.out.splitlines() if line.startswith("  trueup sign")))
    words = ["mail.eml" if each == "MAIL" else "ana" if each == "YOU" else each for each in words]
    return desk, words[words.index("--as") :]


NO = ("--decline", "--because", "Too soon")


def kept_out(words, name):
    at = words.index(name)
    return [*words[:at], *words[at + 2 :]]


def test_the_command_of_a_request_names_the_verdicts_of_the_page(asked):
    assert asked[1][asked[1].index("--verdicts") + 1] == "rule=goes on"


@pytest.mark.parametrize("more", [(), NO], ids=["a yes", "a no"])
def test_an_answer_given_on_verdicts_that_turned_since_is_refused_and_says_which(asked, more):
    desk, words = asked
    twice(desk)
    try:
        said = sign(desk, *words, *more)
        unsaid = sign(desk, *kept_out(words, "--verdicts"), *more)
    finally:
        mend(desk)
    assert (said.status, unsaid.status, ledger(desk)) == (2, 2, [])
    assert "was read on other verdicts than those of today: " + WENT in said.all
    assert "The digest names the text alone" in unsaid.all
    assert 'today\'s are `--verdicts "rule=held"`' in unsaid.all


@pytest.mark.parametrize(
    ("verdicts", "problem"),
    [
        ("rul=held", "`rul` is no option of this initiative.\n  Did you mean `rule`?"),
        ("rule=hold", "`rule=hold` is no verdict about option `rule`.\n  Say `rule=goes on` or `rule=held`."),
        ("rule=held,rule=held", "names an option twice"),
    ],
)
def test_a_verdict_that_there_cannot_be_is_refused(asked, verdicts, problem):
    desk, words = asked
    said = sign(desk, *kept_out(words, "--verdicts"), "--verdicts", verdicts)
    assert (said.status, ledger(desk)) == (2, [])
    assert problem in said.all


def test_no_verdict_belongs_to_an_agreement_before_the_consensus(asked):
    said = sign(asked[0], "--as", "ops", "--phase", "discovery", "--verdicts", "none")
    assert said.status == 2
    assert "No verdict belongs to the shared objective agreement." in said.all


def test_what_was_read_is_kept_where_no_verdict_is_known_today(asked, tmp_path):
    desk = Desk(tmp_path)
    (desk.initiative(WITH_OPTION) / "orders.csv").unlink()
    (tmp_path / "mail.eml").write_text("I agree", "utf-8")
    assert sign(desk, *asked[1]).status == 0
    assert ledger(desk)[0]["verdicts"] == [{"category": "goes on", "name": "options.rule"}]


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
