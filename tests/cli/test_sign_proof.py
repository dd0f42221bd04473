"""How we know that somebody signed: claimed, recorded by another from proof, or sealed with the person's own key."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from cli.signing import TEXT, change, gates, ledger, sign
from trueup.adapters.ledger_file import FileLedger
from trueup.core.model.ledger import Sealed

pytestmark = pytest.mark.usefixtures("answered_once")


@pytest.fixture
def orders(desk):
    desk.initiative(TEXT)
    return desk


def test_a_recorded_signature_keeps_who_entered_it_and_the_hash_of_the_mail(orders):
    (orders.folder / "mail.eml").write_bytes(b"I agree")
    said = sign(orders, "--as", "ops", "--recorded", "mail.eml", "--by", "cfo")
    assert "Proof: recorded by cfo from mail.eml" in said.out
    assert ledger(orders)[0]["recorded"] == {
        "by": "cfo", "sha256": hashlib.sha256(b"I agree").hexdigest(), "source": "mail.eml",
    }  # fmt: skip


def test_who_records_may_not_be_the_other_signer_whichever_comes_first(orders):
    (orders.folder / "mail.eml").write_text("I agree", "utf-8")
    sign(orders, "--as", "it")
    said = sign(orders, "--as", "ops", "--recorded", "mail.eml", "--by", "it")
    assert "`it` signs the shared objective agreement too" in said.flat
    change(orders, "below 10 %,", "below 9 %,")
    sign(orders, "--as", "ops", "--recorded", "mail.eml", "--by", "it")
    said = sign(orders, "--as", "it")
    assert said.status == 2
    assert "`it` recorded the signature of `ops`" in said.flat


def test_recording_by_whom_the_other_side_needs_warns_and_ends_in_no_dead_end(orders):
    (orders.folder / "mail.eml").write_text("I agree", "utf-8")
    said = sign(orders, "--as", "ops", "--recorded", "mail.eml", "--by", "it")
    assert said.status == 0
    assert "`it` is needed to sign the shared objective agreement for technology (1 of technology)" in said.flat
    said = sign(orders, "--as", "it")
    assert "have somebody else record it anew, or sign" in said.flat
    assert sign(orders, "--as", "ops", "--recorded", "mail.eml", "--by", "it").status == 2
    said = sign(orders, "--as", "ops", "--recorded", "mail.eml", "--by", "cfo")
    assert said.status == 0
    assert "It replaces the signature of 2027-01-15 (recorded by it from mail.eml)." in said.flat
    assert "is needed" not in said.flat
    assert sign(orders, "--as", "it").status == 0
    found = gates(orders)
    assert found["gates"][0]["signatures"] == {"met": 2, "of": 2}
    assert "SGN005" not in {each["code"] for each in found["findings"]}


def test_what_is_proven_better_replaces_what_a_person_signed_and_never_the_other_way_round(orders):
    pytest.importorskip("cryptography")
    from trueup.adapters.ed25519 import new_key

    (orders.folder / "mail.eml").write_text("I agree", "utf-8")
    change(orders, "role: sponsor}", f"role: sponsor, key: '{new_key(orders.folder / 'own.key')}'}}")
    for words in ((), ("--recorded", "mail.eml", "--by", "cfo"), ("--key", "own.key")):
        assert sign(orders, "--as", "ops", *words).status == 0
        assert sign(orders, "--as", "ops", *words).status == 2
    said = sign(orders, "--as", "ops", "--recorded", "mail.eml", "--by", "it")
    assert (said.status, len(ledger(orders))) == (2, 3)
    assert gates(orders)["agreed"]["signatures"][0]["signed"][0]["proof"] == "sealed"


def test_one_key_for_two_people_is_refused_and_what_to_register_is_said(orders):
    pytest.importorskip("cryptography")
    from trueup.adapters.ed25519 import new_key

    key = new_key(orders.folder / "one.key")
    said = sign(orders, "--as", "ops", "--key", "one.key")
    assert "Proof: key not registered, no proof" in said.out
    assert f"Register their key so that it counts as their own: `people.ops.key: {key}`." in said.flat
    said = sign(orders, "--as", "it", "--key", "one.key")
    assert (said.status, len(ledger(orders))) == (2, 1)
    assert "`ops` sealed with the same key: one key for two people is nobody's own" in said.flat


def test_without_proof_nothing_is_entered_where_the_portfolio_asks_for_it(orders):
    (orders.folder / "mail.eml").write_text("I agree", "utf-8")
    (orders.folder / "portfolio.yaml").write_text("title: P\nsigning: {proof: recorded}\n", "utf-8")
    said = sign(orders, "--as", "ops")
    assert (said.status, ledger(orders)) == (2, [])
    assert "takes no signature without proof (`proof: recorded` in `signing:`)" in said.flat
    assert sign(orders, "--as", "ops", "--recorded", "mail.eml", "--by", "cfo").status == 0


def test_a_person_signs_with_their_own_key(orders):
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from trueup.adapters.ed25519 import public_key

    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (orders.folder / "my.key").touch(mode=0o600)
    (orders.folder / "my.key").write_bytes(pem)
    (orders.folder / "portfolio.yaml").write_text("title: P\nsigning: {objective: {recorded: false}}\n", "utf-8")
    said = sign(orders, "--as", "ops")
    assert "has to be signed by `ops` themselves" in said.flat
    said = sign(orders, "--as", "ops", "--key", "my.key")
    assert "has to be signed by `ops` themselves" in said.flat
    assert "Register their key so that it counts as their own: `people.ops.key: " in said.flat
    assert ledger(orders) == []
    change(orders, "role: sponsor}", f"role: sponsor, key: '{public_key(orders.folder / 'my.key')}'}}")
    assert "Proof: own key" in sign(orders, "--as", "ops", "--key", "my.key").out
    business = gates(orders)["agreed"]["signatures"][0]
    assert (business["status"], business["signed"][0]["proof"]) == ("signed", "sealed")


def test_a_seal_that_somebody_took_from_elsewhere_does_not_count(orders):
    pytest.importorskip("cryptography")
    sign(orders, "--as", "ops")
    file = orders.folder / "orders" / "ledger.jsonl"
    (honest,) = FileLedger(file).entries()
    made = replace(
        honest.draft, who="it", role="technology", proof="sealed", sealed=Sealed("Qk" * 21 + "Q=", "Qk" * 43 + "==")
    )
    FileLedger(file).append(made)
    (it,) = [each for each in gates(orders)["agreed"]["signatures"] if each["not_counted"]]
    assert it["status"] == "missing"
    assert "its seal does not hold" in it["not_counted"][0]["why"]


def test_a_key_that_is_not_the_person_s_is_refused(orders):
    pytest.importorskip("cryptography")
    from trueup.adapters.ed25519 import new_key

    own, other = new_key(orders.folder / "own.key"), new_key(orders.folder / "other.key")
    change(orders, "role: sponsor}", f"role: sponsor, key: '{own}'}}")
    assert own != other
    said = sign(orders, "--as", "ops", "--key", "other.key")
    assert (said.status, ledger(orders)) == (2, [])
    assert "sealed with another key than the one registered for `ops`" in said.flat
    sign(orders, "--as", "ops", "--key", "own.key")
    assert gates(orders)["agreed"]["signatures"][0]["status"] == "signed"
