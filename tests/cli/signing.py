"""What tests of signing do: sign, read the ledger, change the document, look at the gates."""

from __future__ import annotations

import json

from desk import WHOLE

PEOPLE = (
    "people: {ops: {name: Head of operations, side: business, role: sponsor}, "
    "it: {name: Head of IT, side: technology}, cfo: {side: business}, ana: {side: operations}, "
    "old: {side: business, left: 2026-12-31}}"
)
TEXT = WHOLE.replace("people: {ops: {name: Head of operations, side: business}}", PEOPLE)


def sign(desk, *more, day="2027-01-15"):
    return desk.call("sign", "orders", "--as-of", day, *more)


def ledger(desk):
    file = desk.folder / "orders" / "ledger.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def change(desk, old, new):
    file = desk.folder / "orders" / "initiative.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def gates(desk, day="2027-01-15"):
    body = desk.call("assess", "orders", "--as-of", day, "--format", "json").body
    return body["initiatives"][0]
