"""The same forty checks for everybody: as questions to trueup, as DuckDB by hand, and as the work of hashing once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wide_table import COUNTRIES, NAMES, REFERENCES, STATUSES

from trueup.core.model.ask.checks import Among, Between, Figure, Like, Missing, Tally
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.table import KeyOf, OrphansOf, ShapeOf

WIDE: Final = DataId("wide")
KEYS: Final = (("id",), ("order_code",), ("shop", "ticket"))
LISTED: Final[Mapping[str, tuple[str, ...]]] = {"country": COUNTRIES, "status": STATUSES[:4]}
RANGES: Final = {"quantity": (1, 50), "age": (18, 90), "price": (5, 999)}
PATTERNS: Final = {
    "email": r"^[a-z0-9]+@[a-z]+\.example$",
    "phone": r"^\+49 [0-9]{3} [0-9]{7}$",
    "sku": "^[A-Z]{2}-[0-9]{3}$",
}
QUANTILES: Final = (0.05, 0.5, 0.95)
DISTINCT: Final = ("customer", "email")


def questions() -> list[Question]:
    """Return the forty checks; three quantiles of one column are one check and three questions."""
    asks: list[Question] = [ShapeOf(WIDE)]
    asks += [Tally(WIDE, name, Missing()) for name in NAMES]
    asks += [KeyOf(WIDE, key) for key in KEYS]
    asks += [Tally(WIDE, name, Among(values)) for name, values in LISTED.items()]
    asks += [Tally(WIDE, name, Between(str(low), str(high))) for name, (low, high) in RANGES.items()]
    asks += [Tally(WIDE, name, Like(pattern)) for name, pattern in PATTERNS.items()]
    asks += [Figure(WIDE, "ordered_at", "max"), Figure(WIDE, "weight", "mean"), Figure(WIDE, "score", "std")]
    asks += [OrphansOf(WIDE, (name,), DataId(to), (key,)) for name, to, key in REFERENCES]
    asks += [Figure(WIDE, "price", "quantile", p) for p in QUANTILES]
    asks += [Figure(WIDE, name, "distinct") for name in DISTINCT]
    return asks


def statements() -> list[str]:
    """Return the forty checks as anyone would write them for DuckDB, a query each."""
    found = ["SELECT count(*) FROM wide"]
    found += [f"SELECT count(*) - count({name}) FROM wide" for name in NAMES]  # noqa: S608
    found += [f"SELECT count(*) - count(DISTINCT ({', '.join(key)})) FROM wide" for key in KEYS]  # noqa: S608
    found += [f"SELECT count(*) FROM wide WHERE {name} NOT IN {values}" for name, values in LISTED.items()]  # noqa: S608
    found += [f"SELECT count(*) FROM wide WHERE {name} NOT BETWEEN {a} AND {b}" for name, (a, b) in RANGES.items()]  # noqa: S608
    found += [f"SELECT count(*) FROM wide WHERE NOT regexp_matches({name}, '{p}')" for name, p in PATTERNS.items()]  # noqa: S608
    found += ["SELECT max(ordered_at) FROM wide", "SELECT avg(weight) FROM wide WHERE isfinite(weight)"]
    found += ["SELECT stddev_samp(score) FROM wide"]
    found += [f"SELECT count(*) FROM wide ANTI JOIN {to} ON {name} = {key}" for name, to, key in REFERENCES]  # noqa: S608
    found += [f"SELECT quantile_cont(price, {list(QUANTILES)}) FROM wide"]  # noqa: S608
    found += [f"SELECT count(DISTINCT {name}) FROM wide" for name in DISTINCT]  # noqa: S608
    return found


def hashing() -> str:
    """Return the statement that reads and hashes every column the checks use: all of them."""
    return f"SELECT {', '.join(f'bit_xor(hash({name}))' for name in NAMES)} FROM wide"  # noqa: S608
