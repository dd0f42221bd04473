"""`trueup sign`: an agreement of a named person in a role to exactly this text, and everything that refuses it."""

from __future__ import annotations

import json

import pytest

from cli.signing import TEXT, change, gates, ledger, sign

pytestmark = pytest.mark.usefixtures("answered_once")

AS_OF = ("--as-of", "2027-01-15")


@pytest.fixture
def orders(desk):
    desk.initiative(TEXT)
    return desk


def test_a_signature_is_entered_with_its_text_its_figures_and_a_receipt_that_prints_the_head(orders):
    said = sign(orders, "--as", "ops", "--role", "sponsor")
    assert said.status == 0
    (entry,) = ledger(orders)
    assert f"Ledger head: {entry['id']}" in said.out
    assert "Signed: shared objective agreement by ops as sponsor, 2027-01-15 12:00 UTC" in said.out
    assert "Proof: claimed, no proof" in said.out
    assert {seen["name"] for seen in entry["seen"]} == {"kpis.late", "promised benefit"}
    digest = entry["agreement"]["digest"]
    kept = orders.folder / "orders" / "evidence" / "agreements" / f"objective-{digest.partition(':')[2][:16]}.json"
    body = json.loads(kept.read_text("utf-8"))
    assert body["agreement"] == digest
    assert body["content"]["objective"]["statement"] == "Late deliveries below 10 %"


def test_signing_needs_no_role_where_the_first_one_will_do(orders):
    assert "as sponsor" in sign(orders, "--as", "ops").out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((), "Nobody is named who signs."),
        (("--as", "opps"), "Nobody called `opps` is listed in `people`. Did you mean `ops`?"),
        (("--as", "old"), "`old` left on 2026-12-31."),
        (("--as", "it", "--role", "sponsor"), "`it` does not hold the role `sponsor`: it holds `technology`."),
        (("--as", "ana"), "`ana` as `operations` is not asked to sign here. Asked are, the shared objective"),
        (("--as", "cfo"), "`cfo` as `business` is not asked to sign here."),
        (("--as", "it", "--phase", "feasibility"), "There is nothing to sign yet: the document does not say what the"),
        (("--as", "ops", "--recorded", "no.eml", "--by", "cfo"), "no.eml cannot be read"),
        (("--as", "ops", "--by", "cfo"), "A recorded signature needs the mail or minutes"),
        (("--as", "ops", "--recorded", "mail.eml", "--by", "ops"), "`ops` cannot record their own signature."),
        (("--as", "ops", "--digest", "0123456789abcdef"), "is not the text `0123456789abcdef` any more; it is"),
        (("--as", "ops", "--key", "no.key"), "no.key cannot be read"),
        (("--as", "ops", "--request"), "A request is a page."),
    ],
)  # fmt: skip
def test_what_cannot_be_signed_is_refused_and_nothing_is_kept(orders, words, problem):
    (orders.folder / "mail.eml").write_text("I agree", "utf-8")
    said = sign(orders, *words)
    assert said.status == 2
    assert problem in said.flat
    assert ledger(orders) == []


def test_a_signature_dated_before_the_last_entry_says_so(orders):
    assert "before the last entry" not in sign(orders, "--as", "ops", "--phase", "discovery").flat
    said = sign(orders, "--as", "it", "--phase", "discovery", day="2027-01-02")
    assert said.status == 0
    assert "This is dated before the last entry (2027-01-15 12:00 UTC)." in said.flat


def test_the_same_text_is_signed_once(orders):
    sign(orders, "--as", "ops")
    said = sign(orders, "--as", "ops")
    assert said.status == 2
    assert "`ops` has signed the shared objective agreement as it stands." in said.flat
    assert len(ledger(orders)) == 1


def test_a_stale_text_is_refused_with_what_changed_since(orders):
    sign(orders, "--as", "ops")
    digest = ledger(orders)[0]["agreement"]["digest"]
    change(orders, "target: {value: 10 %", "target: {value: 12 %")
    said = sign(orders, "--as", "it", "--digest", digest.partition(":")[2][:16])
    assert said.status == 2
    assert "Since then: target of KPI `late` went from 10 % to 12 %." in said.flat
    assert sign(orders, "--as", "it", "--role", "technology").status == 0


def test_the_gate_counts_signers_and_not_sides_that_nobody_asks(orders):
    (orders.folder / "portfolio.yaml").write_text("title: P\nsigning: {objective: {technology: nobody}}\n", "utf-8")
    sign(orders, "--as", "ops")
    found = gates(orders)
    assert found["gates"][0]["signatures"] == {"met": 1, "of": 1, "without": "technology not asked"}
    assert "SGN008" in {each["code"] for each in found["findings"]}
    assert "1 of 1 signatures, technology not asked" in orders.call("assess", "orders", *AS_OF).flat


def test_an_unfinished_last_line_is_told_by_whatever_reads_the_ledger(orders):
    sign(orders, "--as", "ops")
    file = orders.folder / "orders" / "ledger.jsonl"
    file.write_bytes(file.read_bytes() + b'{"at":"2027')
    said = orders.call("assess", "orders", *AS_OF)
    assert f"head {ledger_head(file)}; its last line is unfinished and counts for nothing" in said.flat
    said = orders.call("check", "orders", *AS_OF)
    assert "notes DOC035 ledger-unfinished: The last line of ledger.jsonl is unfinished" in said.flat
    assert "its last line is unfinished" in orders.call("brief", "orders", *AS_OF).flat
    sign(orders, "--as", "it")
    assert "DOC035" not in {each["code"] for each in gates(orders)["findings"]}


def ledger_head(file):
    return json.loads(file.read_bytes().splitlines()[0])["id"]


def test_the_gate_counts_signatures_and_names_who_signed(orders):
    sign(orders, "--as", "ops")
    sign(orders, "--as", "it")
    found = gates(orders)
    discovery = found["gates"][0]
    assert discovery["signatures"] == {"met": 2, "of": 2}
    met = {c["id"]: c["because"] for c in discovery["criteria"] if c["status"] == "met"}
    assert met["DS-business"] == [
        "shared objective agreement signed by ops as sponsor on 2027-01-15 (claimed, no proof)"
    ]
    assert "DS-figures" in met
    assert found["agreed"]["ledger"]["heads"] == [ledger(orders)[-1]["id"]]


def test_a_change_closes_the_gate_and_check_names_what_it_lapses(orders):
    sign(orders, "--as", "ops")
    change(orders, "target: {value: 10 %", "target: {value: 12 %")
    said = orders.call("check", "orders", *AS_OF)
    assert "SGN001 signature-lapsed: The shared objective agreement that `ops` signed as sponsor" in said.flat
    assert "target of KPI `late` went from 10 % to 12 %" in said.flat


def test_figures_that_moved_make_it_suspect_while_check_that_reads_no_data_says_unknown(orders):
    sign(orders, "--as", "ops")
    change(orders, "cost: {range: 4..8", "cost: {range: 40..80")
    found = gates(orders)
    business = next(each for each in found["agreed"]["signatures"] if each["side"] == "business")
    assert business["status"] == "suspect"
    assert [moved["figure"] for moved in business["suspect"]] == ["promised benefit"]
    assert found["gates"][0]["signatures"]["met"] == 1
    figures = next(c for c in found["gates"][0]["criteria"] if c["id"] == "DS-figures")
    assert (figures["status"], figures["kind"]) == ("not_met", "should")
    assert any(f["code"] == "SGN002" for f in found["findings"])
    again = sign(orders, "--as", "ops")
    assert again.status == 0
    assert gates(orders)["agreed"]["signatures"][0]["status"] == "signed"


def test_the_next_action_says_who_signs_and_how(orders):
    heard = "stakeholders: {ops: {side: business, priorities: {late: 100}}, it: {priorities: {late: 100}}}\n"
    change(orders, "data: {orders", heard + "data: {orders")
    sign(orders, "--as", "ops")
    actions = [action["what"] for action in gates(orders)["actions"]]
    assert any("trueup sign --phase discovery --as it --role technology" in what for what in actions)
    assert not any("by business" in what for what in actions)


def test_once_somebody_signed_discovery_waits_for_both_sides_to_state_their_priorities(orders):
    sign(orders, "--as", "ops")
    found = next(c for c in gates(orders)["gates"][0]["criteria"] if c["id"] == "D14")
    assert found["status"] == "unknown"
    assert "technology has not stated its priorities (ask `it`)" in found["because"]


def test_without_a_ledger_signatures_are_unknown(orders):
    found = gates(orders)
    assert "agreed" not in found
    signature = next(c for c in found["gates"][0]["criteria"] if c["id"] == "DS-business")
    assert signature["status"] == "unknown"
    assert "trueup sign" in signature["because"][0]


def test_a_ledger_that_somebody_edited_judges_nothing(orders):
    sign(orders, "--as", "ops")
    file = orders.folder / "orders" / "ledger.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"role":"sponsor"', b'"role":"tailor"'))
    for verb in ("assess", "check"):
        said = orders.call(verb, "orders", *AS_OF)
        assert said.status == 2
        assert "ledger.jsonl" in said.flat
    assert sign(orders, "--as", "it").status == 2


def test_the_page_that_asks_says_what_is_signed_what_is_seen_and_how_to_answer(orders):
    said = sign(orders, "--request", "-o", "ask.html")
    assert said.status == 0
    assert "send it to ops, who signs as sponsor" in said.out
    page = (orders.folder / "ask.html").read_text("utf-8").replace("\u00a0", " ")
    for words in (
        "Please agree: the shared objective agreement",
        "Late deliveries below 10 %",
        "Head of operations",
        "down to 10.00 % by 31 Dec 2027",
        "Promised benefit",
        "I agree, as sponsor",
        "mailto:?subject=",
    ):
        assert words in page, words
    assert "<script" not in page
    assert ledger(orders) == []
    digest = said.out.split("--digest ")[1].split()[0]
    assert sign(orders, "--as", "ops", "--digest", digest).status == 0


def test_an_answer_to_a_page_that_is_out_of_date_is_refused_with_what_changed(orders):
    digest = sign(orders, "--request", "-o", "ask.html").out.split("--digest ")[1].split()[0]
    change(orders, "target: {value: 10 %", "target: {value: 12 %")
    said = sign(orders, "--as", "ops", "--digest", digest)
    assert said.status == 2
    assert "Since then: target of KPI `late` went from 10 % to 12 %." in said.flat


def test_the_page_says_what_changed_since_it_was_signed(orders):
    sign(orders, "--as", "ops")
    change(orders, "target: {value: 10 %", "target: {value: 12 %")
    sign(orders, "--request", "--as", "ops", "-o", "ask.html")
    page = (orders.folder / "ask.html").read_text("utf-8")
    assert "What changed since it was signed" in page
    assert "went from 10 % to 12 %" in page


def test_the_report_says_who_signed_and_prints_the_head(orders):
    (orders.folder / "minutes.txt").write_text("agreed", "utf-8")
    sign(orders, "--as", "ops", "--recorded", "minutes.txt", "--by", "cfo")
    orders.call("report", "orders", *AS_OF, "-o", "report.html")
    page = (orders.folder / "report.html").read_text("utf-8")
    assert "signed by ops as sponsor on 2027-01-15 (recorded by cfo from minutes.txt)" in page
    assert ledger(orders)[-1]["id"] in page.replace("<wbr>", "")


def test_the_screen_says_who_signed_and_prints_the_head(orders):
    sign(orders, "--as", "ops")
    said = orders.call("assess", "orders", *AS_OF)
    assert "Business: shared objective agreement signed by ops as sponsor on 2027-01-15" in said.flat
    assert f"Ledger: 1 entry, head {ledger(orders)[0]['id']}" in said.flat


def test_rules_over_signatures_are_listed_with_the_others(orders):
    rows = {row["code"]: row for row in orders.call("rules", "--format", "json").body}
    assert {code for code in rows if code.startswith("SGN")} == {f"SGN00{number}" for number in range(1, 10)}
    assert (rows["SGN001"]["judges"], rows["CHG006"]["judges"], rows["KPI001"]["judges"]) == (
        "ledger",
        "run",
        "initiative",
    )
    assert "SGN001  warns   discovery      signature-lapsed (of signatures)" in orders.call("rules").out


@pytest.mark.parametrize("wanted", ["SGN001", "sgn006", "signature-suspect"])
def test_findings_about_signatures_are_explained(orders, wanted):
    said = orders.call("explain", wanted)
    assert said.status == 0
    assert said.out.startswith("SGN00")
    assert all(part in said.out for part in ("Why it matters:", "Flagged:", "Accepted:", "How to fix:"))
