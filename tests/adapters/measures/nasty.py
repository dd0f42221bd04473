"""Columns of every kind with the values that break engines, and every test and figure that is asked of each."""

# ruff: noqa: DTZ001 - a timestamp without a zone is one of the kinds

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from struct import pack, unpack
from uuid import UUID

from trueup.core.model.ask.checks import Among, Between, Length, Like, Missing, MultipleOf, Reads

NAN, INF = float("nan"), float("inf")
SUMMER = timezone(timedelta(hours=2))
FLOATS = [None, NAN, INF, -INF, 0.0, -0.0, 1.0, 0.1, 2.5, -2.5, 7.0, 1e-30, 1e16, 3e38, NAN, 0.25]
TEXTS = [
    None, "", " ", "\t\n", "\u00a0\u3000", "\u2028", "\u200b", "a", "A", "abc", "a b", "foo bar", "xfoo", "é",
    "e\u0301", "É",
    "😀", "👩‍👩‍👧", "a\x00b", "\x00", "1", " 1 ", "\u30001\u00a0", "1.0", "1.", ".5", "+1", "-0", "1e3", "1e400",
    "1_000", "\u0661", "0x1f",
    "inf", "NaN", "true", "FALSE", "yes", "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "0000-01-01",
    "9999-12-31",
    "1700-01-01", "2024-1-1", "2024-01-01T10:00", "2024-01-01 10:00:00.123456789Z", "2024-01-01T10:00+02:00",
    "2024-01-01T24:00",
    "2024-01-01T10:60", "2024-01-01T10:00+25:00", "2024-01-01T", "10:00", "23:59:59.9", "24:00", "9:00", "a\n",
    "a\nb", "'", '"', "\\",
    "00000000-0000-0000-0000-000000000000", "DEADBEEF-0000-4000-8000-00000000000A",
    "DEADBEEF000040008000-00000000000A", "x@y.zz",
    "a" * 300, "ﬀ", "\ufeffa", "\uffff", "\U0010ffff", "~", "!", "\x7f", "NA", "-999",
]  # fmt: skip
DAYS = [
    None,
    date(1700, 1, 1),
    date(1970, 1, 1),
    date(2024, 2, 29),
    date(2024, 12, 31),
    date(9999, 12, 31),
    date(1, 1, 1),
]
MOMENTS = [
    None, datetime(1700, 1, 1), datetime(1969, 12, 31, 23, 59, 59, 999999), datetime(1970, 1, 1),
    datetime(2024, 2, 29),
    datetime(2024, 2, 29, 0, 0, 0, 1), datetime(2024, 3, 31, 1, 30), datetime(2024, 10, 27, 2, 30),
    datetime(2024, 12, 31, 10),
    datetime(2024, 12, 31, 12, 0, 0, 500000), datetime(9999, 12, 31, 23, 59, 59, 999999), datetime(1, 1, 1),
]  # fmt: skip
KINDS = {
    "int8": [None, -128, -1, 0, 1, 5, 7, 127],
    "int32": [None, -(2**31), -999, -1, 0, 0, 1, 5, 10, 2024, 2**31 - 1],
    "int64": [None, -(2**63), -(2**53) - 1, 0, 1, 5, 100, 2**53 + 1, 2**63 - 1, 2**63 - 1],
    "int128": [None, -(2**127) + 1, -5, 0, 1, 10**30, 3 * 10**30, 2**126],
    "uint64": [None, 0, 1, 2**63, 2**64 - 1],
    "decimal(10,2)": [None, *map(Decimal, ("0.00", "-0.01", "0.10", "0.25", "1.00", "2.50", "-2.50", "99999999.99"))],
    "decimal(4,4)": [None, *map(Decimal, ("0.0000", "0.1000", "-0.2500", "0.9999"))],
    "decimal(38,10)": [None,
    *map(Decimal, ("0", "0.1", "1", "9999999999999999999999999999.9999999999", "-0.0000000001"))],
    "float64": [*FLOATS, 1e300, 5e-324, 123456789012.5, 2.0**60],
    "float32": [None if x is None else unpack("f", pack("f", x))[0] for x in FLOATS],
    "text": TEXTS,
    "boolean": [None, True, False, True],
    "date": DAYS,
    "timestamp": MOMENTS,
    "timestampz": [None if m is None or m.year in {1, 9999} else m.replace(tzinfo=UTC) for m in MOMENTS]
    + [datetime(2024, 3, 31, 2, 30, tzinfo=SUMMER), datetime(2024, 10, 27, 2, 30, tzinfo=SUMMER)],
    "time": [None, time(0), time(8, 30), time(17, 30, 0, 1), time(23, 59, 59, 999999)],
    "uuid": [None, UUID(int=0), UUID("deadbeef-0000-4000-8000-00000000000a"), UUID(int=2**128 - 1)],
    "bytes": [None, b"", b"\x00", b"\xff\xfe", b"a"],
    "list": [None, [], [1], [None, 1], [1, 2]],
    "struct": [None, {"a": 1, "b": "x"}, {"a": None, "b": ""}],
}  # fmt: skip
"""The values of one column of each kind; each is also asked all NULL and without rows."""

LISTS = [
    (),
    ("1", "0", "x", "a", "é"),
    ("-0", "1.0", "2.50", "0.1", "1e3", "NaN", "inf", "", " "),
    ("2024-02-29", "2024-12-31T10:00:00", "2024-03-31T00:30:00Z", "2024-10-27 02:30:00+02:00", "1700-01-01"),
    ("true", "FALSE", "08:30", "00:00:00.000", "DEADBEEF-0000-4000-8000-00000000000A"),
    ("9223372036854775807", "18446744073709551615", "1e30", "99999999.99", "0.9999", "1e400", "3e38"),
    ("-999", "NA", "a\x00b", "'", "\U0010ffff"),
]
LIMITS = [
    (None, None), ("0", "1"), ("0.1", "0.1"), ("-2.5", "7"), ("0.5", None), (None, "0.25"), ("-1e3", "1e3"),
    (" 1 ", "5"),
    ("99999999999999999999", None), (None, "-99999999999999999999"), ("-1e39", "1e38"), ("1e400", None), ("x", None),
    ("a", "z"), ("", "é"), (None, "\U0010ffff"), ("NaN", None), ("1700-01-01", "9999-12-31"),
    ("2024-02-29", "2024-12-31"),
    ("2024-02-29T00:00:00.0000001", None), ("2024-03-31T01:30:00+00:00", "2024-12-31 12:00"),
    (None, "2024-10-27T02:30+02:00"),
    ("2024-02-30", None), ("08:30", "17:30"), (None, "24:00"), ("9:00", None), ("0001-01-01", "1969-12-31"),
]  # fmt: skip
STEPS = ["1", "0.01", "0.25", "5", "2.5", "1e30", "1e-10", "1e60", "0", "-1", "x", "0.1"]
PATTERNS = [
    "", "^a", "a$", "^$", ".", "^.$", r"^\d+$", r"\d{4}-", r"\bfoo\b", "(?i)é", r"^\S+@\S+\.\w+$", "a.b", r"\s",
    "[^a-z]", r"\.",
    "^-?[0-9]+$", "e", "true|1", "00$", "(", "(?=a)", r"(a)\1", "x{1,3}", "'", "^[\\x00]", "(?s)a.b", "😀",
]  # fmt: skip
LENGTHS = [(None, None), (1, 3), (None, 0), (2, None), (5, 4), (None, 299), (10, 10)]
READS = ["integer", "number", "boolean", "date", "timestamp", "time", "uuid"]
TESTS = [
    Missing(), Missing(blank=True), Missing(nan=True), *(Missing(values, blank=True, nan=True) for values in LISTS),
    *(Missing(values) for values in LISTS),
    *(Among(values) for values in LISTS),
    *(Between(*limits) for limits in LIMITS),
    *(Between(*limits, low_open=True) for limits in LIMITS[1:8]),
    *(Between(*limits, low_open=True, high_open=True) for limits in LIMITS),
    *(MultipleOf(step) for step in STEPS),
    *(Like(pattern) for pattern in PATTERNS),
    *(Length(*limits) for limits in LENGTHS),
    *(Reads(kind) for kind in READS),
]  # fmt: skip
FIGURES = [
    *((which, None) for which in ("distinct", "mean", "std", "min", "max", "sum", "quantile")),
    *(("quantile", p) for p in (0.0, 0.25, 0.5, 0.9, 1.0, 1.5, -0.1)),
    ("mean", 0.5),
]
