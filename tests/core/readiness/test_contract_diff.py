"""What a new version of a contract means for those who read the data, and whether its number says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from trueup.adapters.odcs import read_contract
from trueup.core.readiness.contract_change import judged
from trueup.core.readiness.contract_diff import compare

TEXT = (Path(__file__).parents[2] / "data" / "contracts" / "orders-3.1.odcs.yaml").read_text("utf-8")


def read(text: str):
    return read_contract(text.encode(), "c.yaml").contract


def changed(old: str, new: str):
    assert old in TEXT
    return compare(read(TEXT), read(TEXT.replace(old, new, 1)))


def test_a_contract_does_not_differ_from_itself_wherever_it_stands():
    found = compare(read(TEXT), read("# moved down\n\n" + TEXT))
    assert found.changes == ()
    assert found.version.fits


@pytest.mark.parametrize(
    ("old", "new", "effect", "path", "what"),
    [
        ("      - {name: ordered_at, logicalType: timestamp}\n", "", "breaking", "orders.ordered_at", "is gone"),
        ("physicalName: order_id", "physicalName: orderno", "breaking", "orders.id", "its physical name is `orderno`"),
        ("name: id\n", "name: number\n", "breaking", "orders.id", "is called `number`"),
        (
            "amount, logicalType: number",
            "amount, logicalType: string",
            "breaking",
            "orders.amount",
            "its type is string",
        ),
        (
            "amount, logicalType: number",
            "amount, logicalType: integer",
            "compatible",
            "orders.amount",
            "its type is integer",
        ),
        (
            "pieces, logicalType: integer",
            "pieces, logicalType: number",
            "breaking",
            "orders.pieces",
            "its type is number",
        ),
        ("varchar(7)", "varchar(9)", "loosened", "orders.id", "stored as varchar(9)"),
        ("varchar(7)", "varchar(5)", "compatible", "orders.id", "stored as varchar(5)"),
        ("varchar(7)", "bigint", "breaking", "orders.id", "stored as bigint"),
        ("primaryKey: true", "primaryKey: false", "breaking", "orders", "the primary key is none, it was id"),
        ("string, required: true, critical", "string, critical", "loosened", "orders.shop", "it may be missing"),
        ("day, logicalType: date", "day, required: true, logicalType: date", "compatible", "orders.day", "who writes"),
        ("unique: true", "unique: false", "loosened", "orders.id", "may repeat"),
        ('pattern: "^O', 'pattern: "^P', "loosened", "orders.id", "pattern is ^P"),
        ("minLength: 7", "minLength: 5", "loosened", "orders.id", "minLength is 5, it was 7"),
        ("minLength: 7", "minLength: 9", "compatible", "orders.id", "minLength is 9"),
        ("maximum: 5000", "maximum: 9000", "loosened", "orders.amount", "maximum is 9000"),
        ("maximum: 5000, ", "", "loosened", "orders.amount", "maximum 5000 is no longer promised"),
        ("classification: PII", "classification: public", "compatible", "orders.email", "it is public, it was PII"),
        ("[open, done, null]", "[open, done, lost, null]", "loosened", "orders.state", "it may be `lost`"),
        ("[open, done, null]", "[open, null]", "compatible", "orders.state", "no longer `done`"),
        (
            ", relationships: [{to: shops.shop}]",
            "",
            "loosened",
            "orders.shop",
            "no longer promises to name rows of `shops",
        ),
        (
            "      - {name: enough, type: library, metric: rowCount, mustBeBetween: [1, 1000]}\n",
            "",
            "loosened",
            "orders",
            "`enough` is gone",
        ),
        ("mustBeBetween: [1, 1000]", "mustBeBetween: [0, 1000]", "loosened", "orders", "mustBeBetween 0, 1000"),
        ("mustBeBetween: [1, 1000]", "mustBeBetween: [5, 900]", "compatible", "orders", "mustBeBetween 5, 900"),
        ("mustBeLessOrEqualTo: 1", "mustBeLessOrEqualTo: 2", "loosened", "orders", "mustBeLessOrEqualTo 2"),
        ("mustBeLessOrEqualTo: 1", "mustBeLessOrEqualTo: 0", "compatible", "orders", "mustBeLessOrEqualTo 0"),
        ("severity: warning", "severity: info", "loosened", "orders", "is info, it was warning"),
        ("unit: percent", "unit: rows", "loosened", "orders", "counts rows"),
        ("value: 24, unit: h", "value: 3, unit: d", "loosened", "sla.freshness", "is now 3 d"),
        ("value: 24, unit: h", "value: 600, unit: m", "compatible", "sla.freshness", "is now 600 m"),
        ("value: 3, unit: y", "value: 1, unit: y", "loosened", "sla.retention", "is now 1 y"),
        ('value: "2026-01-01"', 'value: "2027-01-01"', "compatible", "sla.endOfSupport", "2027"),
        ("host: db.example.org", "host: new.example.org", "breaking", "servers.house", "the data is elsewhere: host"),
        ("username: ann, role: owner", "username: eve, role: owner", "compatible", "team", "eve is owner"),
        ("id: orders-31", "id: orders-32", "breaking", "id", "another contract"),
        ("status: active", "status: deprecated", "loosened", "status", "the contract is deprecated"),
        (
            "{name: zip, logicalType: string, required: true",
            "{name: zip, logicalType: string",
            "loosened",
            "orders.address.zip",
            "missing",
        ),
        (
            "items: {logicalType: string}",
            "items: {logicalType: integer}",
            "breaking",
            "orders.tags[]",
            "its type is integer",
        ),
    ],
)
def test_a_change_is_told_by_what_it_means_for_readers(old, new, effect, path, what):
    found = changed(old, new)
    assert [(change.effect, change.path) for change in found.changes if what in change.what] == [(effect, path)]
    assert found.breaks == (effect == "breaking")


def test_a_new_property_is_compatible():
    old = "      - {name: ordered_at, logicalType: timestamp}\n"
    (only,) = changed(old, f"{old}      - {{name: note, logicalType: string}}\n").changes
    assert (only.effect, only.what) == ("compatible", "the property `note` is new")


@pytest.mark.parametrize(
    ("old", "new", "effect", "fits"),
    [
        ("1.4.0", "2.0.0", "breaking", True),
        ("1.4.0", "1.5.0", "breaking", False),
        ("0.4.0", "0.5.0", "breaking", True),
        ("1.4.0", "1.5.0", "loosened", True),
        ("1.4.0", "1.4.1", "loosened", False),
        ("1.4.0", "1.4.1", "compatible", True),
        ("1.4.0", "1.4.0", "compatible", False),
        ("1.4.0", "1.3.0", "compatible", False),
        ("v1", "v2", "breaking", True),
        ("first", "second", "breaking", None),
        (None, "1.0.0", "breaking", None),
    ],
)
def test_the_version_number_is_held_against_the_worst_change(old, new, effect, fits):
    changes = {
        "breaking": changed("id: orders-31", "id: x").changes,
        "loosened": changed("unique: true", "unique: false").changes,
        "compatible": changed("minLength: 7", "minLength: 9").changes,
    }
    assert judged(old, new, changes[effect]).fits is fits
