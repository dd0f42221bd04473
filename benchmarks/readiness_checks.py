"""The same forty checks for everybody, as data, and as anyone would write them for DuckDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from peer_protocol import Check, Kind
from wide_table import COUNTRIES, NAMES, REFERENCES, STATUSES

QUANTILES: Final = (0.05, 0.5, 0.95)


WIDE_CHECKS: Final = (
    Check("rows", "wide"),
    *(Check("missing", "wide", (name,)) for name in NAMES),
    Check("unique", "wide", ("id",)),
    Check("unique", "wide", ("order_code",)),
    Check("unique", "wide", ("shop", "ticket")),
    Check("among", "wide", ("country",), COUNTRIES),
    Check("among", "wide", ("status",), STATUSES[:4]),
    Check("between", "wide", ("quantity",), (1, 50)),
    Check("between", "wide", ("age",), (18, 90)),
    Check("between", "wide", ("price",), (5, 999)),
    Check("like", "wide", ("email",), (r"^[a-z0-9]+@[a-z]+\.example$",)),
    Check("like", "wide", ("phone",), (r"^\+49 [0-9]{3} [0-9]{7}$",)),
    Check("like", "wide", ("sku",), ("^[A-Z]{2}-[0-9]{3}$",)),
    Check("latest", "wide", ("ordered_at",)),
    Check("mean", "wide", ("weight",)),
    Check("std", "wide", ("score",)),
    Check("quantiles", "wide", ("price",), QUANTILES),
    *(Check("orphans", "wide", (name,), to=(to, key)) for name, to, key in REFERENCES),
    Check("distinct", "wide", ("customer",)),
    Check("distinct", "wide", ("email",)),
)
_FLIGHT_COLUMNS: Final = (
    "year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time", "arr_delay",
    "carrier", "flight", "tailnum", "origin", "dest", "air_time", "distance", "hour", "minute", "time_hour",
)  # fmt: skip
FLIGHTS_CHECKS: Final = (
    Check("rows", "flights"),
    *(Check("missing", "flights", (name,)) for name in _FLIGHT_COLUMNS),
    Check("unique", "planes", ("tailnum",)),
    Check("unique", "airports", ("faa",)),
    Check("unique", "flights", ("year", "month", "day", "carrier", "flight", "sched_dep_time")),
    Check("unique", "flights", ("time_hour", "flight")),
    Check("among", "flights", ("origin",), ("EWR", "JFK", "LGA")),
    Check("among", "flights", ("carrier",), ("UA", "AA", "B6", "DL")),
    Check("between", "flights", ("month",), (1, 12)),
    Check("between", "flights", ("hour",), (6, 22)),
    Check("between", "flights", ("distance",), (0, 2500)),
    Check("like", "flights", ("tailnum",), ("^N[0-9A-Z]{4,5}$",)),
    Check("like", "flights", ("dest",), ("^[A-Z]{3}$",)),
    Check("like", "flights", ("carrier",), ("^[0-9A-Z]{2}$",)),
    Check("latest", "flights", ("time_hour",)),
    Check("mean", "flights", ("arr_delay",)),
    Check("std", "flights", ("arr_delay",)),
    Check("quantiles", "flights", ("arr_delay",), QUANTILES),
    Check("orphans", "flights", ("tailnum",), to=("planes", "tailnum")),
    Check("orphans", "flights", ("dest",), to=("airports", "faa")),
    Check("distinct", "flights", ("tailnum",)),
    Check("distinct", "flights", ("dest",)),
)


def statement(check: Check) -> str:
    """Return a check as anyone would write it for DuckDB."""
    data, column = check.data, check.column
    values, both = check.values, f"({', '.join(check.columns)})"
    to, key = check.to or ("", "")
    low, high = values if check.kind == "between" else (None, None)
    words: Mapping[Kind, str] = {
        "rows": f"count(*) FROM {data}",
        "missing": f"count(*) - count({column}) FROM {data}",
        "unique": f"count(*) - count(DISTINCT {both}) FROM {data}",
        "among": f"count(*) FROM {data} WHERE {column} NOT IN {values}",
        "between": f"count(*) FROM {data} WHERE {column} NOT BETWEEN {low} AND {high}",
        "like": f"count(*) FROM {data} WHERE NOT regexp_matches({column}, '{''.join(map(str, values))}')",
        "latest": f"max({column})::VARCHAR FROM {data}",
        "mean": f"avg({column}) FROM {data} WHERE isfinite({column})",
        "std": f"stddev_samp({column}) FROM {data}",
        "quantiles": f"quantile_cont({column}, {list(values)}) FROM {data}",
        "orphans": f"count(*) FROM {data} t ANTI JOIN {to} o ON t.{column} = o.{key} WHERE t.{column} IS NOT NULL",
        "distinct": f"count(DISTINCT {column}) FROM {data}",
    }
    return f"SELECT {words[check.kind]}"


def statements(checks: Sequence[Check] = WIDE_CHECKS) -> list[str]:
    """Return the forty checks as queries, one each."""
    return [statement(check) for check in checks]


def hashing() -> str:
    """Return the statement that reads and hashes every column the checks use: all of them."""
    return f"SELECT {', '.join(f'bit_xor(hash({name}))' for name in NAMES)} FROM wide"  # noqa: S608
