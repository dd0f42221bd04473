"""`trueup sign --decline`: a person's no to exactly this text, with its reason, and everywhere it shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from desk import WHOLE, Desk
from trueup.adapters.ledger_file import FileLedger

pytestmark = pytest.mark.usefixtures("answered_once")

AS_OF = ("--as-of", "2027-01-20")
PEOPLE = (
    "people: {ops: {name: Head of operations, side: business, role: sponsor}, "
    "it: {name: Head of IT, side: technology}, cfo: {side: business}, pm: {side: operations}, "
    "old: {side: business, left: 2026-12-31}}"
)
TEXT = WHOLE.replace("people: {ops: {name: Head of operations, side: business}}", PEOPLE)
WHY = "Ten per cent is out of reach before the new depot opens"
NO = ("--decline", "--because", WHY)
MAIL = ("--recorded", "no.eml", "--by", "pm")


def begun(desk):
    desk.initiative(TEXT)
    (desk.folder / "no.eml").write_bytes(b"No, not yet.")
    return desk


@pytest.fixture
def orders(desk):
    return begun(desk)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """The same for tests that leave nothing behind."""
    return begun(Desk(tmp_path_factory.mktemp("untouched")))


def sign(desk, *more, day="2027-01-15"):
    return desk.call("sign", "orders", "--phase", "discovery", "--as-of", day, "--no-evidence", *more)


def entries(desk):
    file = desk.folder / "orders" / "ledger.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def change(desk):
    file = desk.folder / "orders" / "initiative.yaml"
    file.write_text(file.read_text("utf-8").replace("target: {value: 10 %", "target: {value: 12 %"), "utf-8")


def asked(desk):
    """Return the page that asks for an answer."""
    return (desk.folder / "ask.html").read_text("utf-8").replace("\u00a0", " ")


def business(desk):
    body = desk.call("assess", "orders", *AS_OF, "--no-evidence", "--format", "json").body["initiatives"][0]
    return body, body["agreed"]["signatures"][0]


def test_a_no_is_entered_with_its_reason_its_text_and_its_proof(orders):
    said = sign(orders, "--as", "ops", *NO, *MAIL)
    assert said.status == 0
    assert "Declined: shared objective agreement by ops as sponsor, 2027-01-15 12:00 UTC" in said.out
    assert "Proof: recorded by pm from no.eml" in said.out
    assert f"Because: {WHY}" in said.out
    (entry,) = entries(orders)
    assert (entry["kind"], entry["note"], entry["who"], entry["role"]) == ("decline", WHY, "ops", "sponsor")
    assert entry["recorded"]["sha256"] == hashlib.sha256(b"No, not yet.").hexdigest()
    kept = orders.folder / "orders" / "evidence" / "agreements"
    assert [file.name[:10] for file in kept.iterdir()] == ["objective-"]
    assert "1 entry, nothing was changed" in orders.call("verify", "orders").out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--decline",), "Nobody is named who declines."),
        (("--as", "ops", "--decline"), "A no without its reason cannot be acted on."),
        (("--as", "ops", "--decline", "--because", "  "), "A no without its reason cannot be acted on."),
        (("--as", "ops", "--because", WHY), "--because says why somebody declines. Add `--decline`"),
        (("--as", "ops", *NO, "--note", "and so on"), "A no has a reason and no note beside it."),
        (("--as", "ops", *NO, "--request", "-o", "ask.html"), "A page asks for an answer, --decline gives one."),
        (("--as", "opps", *NO), "Nobody called `opps` is listed in `people`. Did you mean `ops`?"),
        (("--as", "old", *NO), "`old` left on 2026-12-31."),
        (("--as", "it", "--role", "sponsor", *NO), "`it` does not hold the role `sponsor`"),
        (("--as", "cfo", *NO), "`cfo` as `business` is not asked to sign here."),
        (("--as", "it", "--phase", "feasibility", *NO), "There is nothing to decline yet: the document does not say"),
        (("--as", "ops", *NO, "--recorded", "no.eml"), "A recorded no needs the mail or minutes"),
        (("--as", "ops", *NO, "--recorded", "gone.eml", "--by", "pm"), "gone.eml cannot be read"),
        (("--as", "ops", *NO, "--recorded", "no.eml", "--by", "ops"), "`ops` cannot record their own no."),
        (("--as", "ops", *NO, "--digest", "0123456789abcdef"), "Read it as it is now, and decline that."),
    ],
)
def test_what_cannot_be_declined_is_told_and_nothing_is_kept(untouched, words, problem):
    said = sign(untouched, *words)
    assert said.status == 2
    assert problem in said.flat
    assert entries(untouched) == []


def test_a_no_to_a_text_that_changed_since_is_refused_with_what_changed(orders):
    digest = sign(orders, "--request", "-o", "ask.html").out.split("--digest ")[1].split()[0]
    change(orders)
    said = sign(orders, "--as", "ops", *NO, "--digest", digest)
    assert said.status == 2
    assert "Since then: target of KPI `late` went from 10 % to 12 %. Read it as it is now, and decline" in said.flat


def test_the_same_text_is_declined_once(orders):
    sign(orders, "--as", "ops", *NO)
    said = sign(orders, "--as", "ops", *NO)
    assert said.status == 2
    assert "`ops` has declined the shared objective agreement as it stands." in said.flat
    change(orders)
    assert sign(orders, "--as", "ops", *NO).status == 0


def test_a_no_after_the_signature_takes_it_back_and_a_signature_after_the_no_replaces_it(orders):
    sign(orders, "--as", "ops")
    said = sign(orders, "--as", "ops", *NO, day="2027-01-16")
    assert "It takes back the signature of 2027-01-15 under the shared objective agreement." in said.flat
    assert business(orders)[1]["status"] == "declined"
    said = sign(orders, "--as", "ops", day="2027-01-17")
    assert "It replaces the no of 2027-01-16 to the shared objective agreement." in said.flat
    assert business(orders)[1]["status"] == "signed"


def test_what_is_proven_better_is_not_replaced_by_what_is_proven_worse(orders):
    sign(orders, "--as", "ops", *NO, *MAIL)
    said = sign(orders, "--as", "ops")
    assert said.status == 2
    assert "`ops` declined the shared objective agreement on 2027-01-15 (recorded by pm from no.eml)" in said.flat
    assert sign(orders, "--as", "ops", *MAIL).status == 0
    said = sign(orders, "--as", "ops", *NO)
    assert (said.status, len(entries(orders))) == (2, 2)
    assert "only what is proven as well replaces that. Enter it from the mail or minutes" in said.flat


def test_who_records_a_no_may_not_answer_the_same_text_whichever_comes_first(orders):
    sign(orders, "--as", "it", *NO)
    said = sign(orders, "--as", "ops", *NO, "--recorded", "no.eml", "--by", "it")
    assert "`it` declines the shared objective agreement too; who records a no may not answer" in said.flat
    change(orders)
    sign(orders, "--as", "ops", *NO, "--recorded", "no.eml", "--by", "it")
    for words in ((), NO):
        said = sign(orders, "--as", "it", *words)
        assert said.status == 2
        assert "`it` recorded the no of `ops` to the shared objective agreement." in said.flat


def test_a_no_dated_before_the_last_entry_says_so(orders):
    sign(orders, "--as", "ops")
    said = sign(orders, "--as", "it", *NO, day="2027-01-02")
    assert said.status == 0
    assert "This is dated before the last entry (2027-01-15 12:00 UTC)." in said.flat
    assert "2 entries, nothing was changed" in orders.call("verify", "orders").out


def test_a_no_may_be_made_with_the_persons_own_key_and_is_no_signature(orders):
    pytest.importorskip("cryptography")
    from trueup.adapters.ed25519 import is_genuine, new_key

    file = orders.folder / "orders" / "initiative.yaml"
    own = f"role: sponsor, key: '{new_key(orders.folder / 'own.key')}'}}"
    file.write_text(file.read_text("utf-8").replace("role: sponsor}", own), "utf-8")
    assert "Proof: own key" in sign(orders, "--as", "ops", *NO, "--key", "own.key").out
    (entry,) = FileLedger(orders.folder / "orders" / "ledger.jsonl").entries()
    assert is_genuine(entry.draft)
    assert not is_genuine(replace(entry.draft, kind="sign"))
    said = sign(orders, "--as", "ops")
    assert "Have them sign with their own key: `--key FILE`." in said.flat


def test_the_screen_names_who_declined_in_the_gate_the_actions_and_the_disagreements(orders):
    sign(orders, "--as", "ops", *NO, *MAIL)
    said = orders.call("assess", "orders", *AS_OF, "--no-evidence").flat
    assert f"ops as sponsor declined on 2027-01-15 (recorded by pm from no.eml): {WHY}; not signed (1 of ops)" in said
    assert (
        "Open: The shared objective agreement is declined by `ops`, for 5 days, since 2027-01-15 (ops declined" in said
    )
    assert "`it` talks with `ops` about the shared objective agreement: change it and have it signed" in said


def test_json_holds_the_no_its_reason_and_since_when_it_is_open(orders):
    sign(orders, "--as", "ops", *NO)
    body, side = business(orders)
    assert side["status"] == "declined"
    assert (side["declined"][0]["who"], side["declined"][0]["because"]) == ("ops", WHY)
    [found] = body["together"]["disagreements"]["list"]
    assert (found["subject"], found["since"], found["since_is"]) == ("signature", "2027-01-15", "on")
    assert found["positions"] == [{"who": "ops", "holds": f"declined today's text on 2027-01-15: {WHY}"}]
    change(orders)
    body, side = business(orders)
    assert (side["status"], side["declined"]) == ("missing", [])
    assert side["declined_before"][0]["changed"] == {"objective": ["target of KPI `late` went from 10 % to 12 %"]}
    assert body["together"]["disagreements"]["open"] == 0


def test_the_log_tells_the_no_with_its_reason_and_what_it_is_a_no_to(orders):
    sign(orders, "--as", "it")
    sign(orders, "--as", "ops", *NO, *MAIL)
    said = orders.call("log", "orders").flat
    assert "ops (sponsor) declined the shared objective agreement objective/1:" in said
    assert f"(recorded by pm from no.eml) [{entries(orders)[1]['id'][:12]}] because: {WHY}" in said
    assert "signed by it (technology, claimed); declined by ops (sponsor, recorded by pm from no.eml)" in said
    [found] = orders.call("log", "orders", "--format", "json").body["ledgers"][0]["delivered"]
    assert [each["who"] for each in found["declined"]] == ["ops"]


def test_the_pages_of_readers_and_the_brief_name_it(orders):
    sign(orders, "--as", "ops")
    sign(orders, "--as", "ops", *NO, day="2027-01-16")
    executive = orders.call("report", "orders", *AS_OF, "--for", "executive", "--format", "markdown", "-o", "e.md")
    assert executive.status == 0
    told = (orders.folder / "e.md").read_text("utf-8")
    assert "Head of operations declined the shared objective agreement on 16 Jan 2027" in told
    assert "| Head of IT | now |" in told
    orders.call("report", "orders", *AS_OF, "--for", "legal", "--format", "markdown", "-o", "l.md")
    told = (orders.folder / "l.md").read_text("utf-8")
    assert f"Declined: shared objective agreement (because: {WHY})" in told
    assert "open: this text is declined" in told
    assert "taken back on 16 Jan 2027" in told
    brief = orders.call("brief", "orders", "--since", "2027-01-10", *AS_OF).out
    assert f"Declined: shared objective agreement ({WHY}) | Head of operations (claimed, no proof)" in brief
    orders.call("report", "orders", *AS_OF, "-o", "report.html")
    page = (orders.folder / "report.html").read_text("utf-8")
    assert "Declined" in page
    assert f"ops as sponsor declined on 2027-01-16 (claimed, no proof): {WHY}" in page


def test_the_page_that_asks_says_how_to_answer_no_and_who_does_not_agree(orders):
    said = sign(orders, "--request", "-o", "ask.html")
    assert 'where it is a no, add\n  --decline --because "..."' in said.out
    page = asked(orders)
    assert "I do not agree, as sponsor, to the shared objective agreement" in page
    assert page.count("mailto:?subject=") == 2
    sign(orders, "--as", "ops", *NO)
    assert "send it to it, who signs as technology" in sign(orders, "--request", "-o", "ask.html").out
    page = asked(orders)
    assert "Who does not agree" in page
    assert f"Head of operations declined this text on 15 Jan 2027: {WHY}." in page
    sign(orders, "--as", "it")
    said = sign(orders, "--request", "-o", "ask.html")
    assert said.status == 2
    assert f"`ops` declined the shared objective agreement: {WHY}. Change the text, or talk with them" in said.flat
    change(orders)
    assert "send it to ops" in sign(orders, "--request", "-o", "ask.html").out
    page = asked(orders)
    assert "What changed since it was declined" in page
    assert f"Head of operations declined an earlier text on 15 Jan 2027 ({WHY}). Since then: target" in page


def test_a_reason_of_several_lines_moves_no_cursor(orders):
    said = sign(orders, "--as", "ops", "--decline", "--because", "One\nTwo \x1b[31mred")
    assert "Because: One Two [31mred\n" in said.out
    assert "\x1b" not in orders.call("log", "orders").out
    assert "\x1b" not in orders.call("assess", "orders", *AS_OF, "--no-evidence").out


# ---- definitions across initiatives

FOLIO = """\
title: {name}
objective: {{statement: Settle in ten days, owner: {name}, kpi: days}}
kpis:
  days: {{title: Days per claim, unit: day, direction: decrease, owner: {name}, since: {since}, data: orders,
         value: {value}, across: mean, at: delivered_on}}
data: {{orders: orders.csv}}
people: {{{name}: {{side: business}}, it: {{side: technology}}}}
"""


DEFINED = (
    ("a", "delivered_on - promised_on", "2026-10-01"),
    ("b", "promised_on - delivered_on", "2026-11-05"),
)


def test_a_definition_disputed_across_initiatives_counts_for_both_where_the_folder_is_judged(desk):
    for name, value, since in DEFINED:
        desk.initiative(FOLIO.format(name=name, value=value, since=since), name=name)
        desk.call("sign", name, "--as", "it", "--phase", "discovery", "--as-of", "2027-01-15", "--no-evidence")
    (desk.folder / "portfolio.yaml").write_text("title: Both\n", "utf-8")
    body = desk.call("assess", ".", *AS_OF, "--no-evidence", "--format", "json").body["initiatives"]
    told = {
        each["initiative"]: [one["what"] for one in each["together"]["disagreements"]["list"]]
        for each in body
    }  # fmt: skip
    assert told == {
        "a": ["KPI `days` is defined otherwise in initiative `b`: they differ in `value`"],
        "b": ["KPI `days` is defined otherwise in initiative `a`: they differ in `value`"],
    }
    assert {each["together"]["disagreements"]["oldest_days"] for each in body} == {76}
    [alone] = desk.call("assess", "a", *AS_OF, "--no-evidence", "--format", "json").body["initiatives"]
    assert alone["together"]["disagreements"]["open"] == 0
