"""A table of 20 columns and as many rows as asked, with the two small tables it refers to: same rows, same bytes.

Every value is a function of its row number, so a table of ten million rows is written in one statement, and a shorter
table is the beginning of a longer one. `python benchmarks/wide_table.py FOLDER --rows 1000000 --format csv`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final, Literal

import duckdb

Format = Literal["parquet", "csv"]

CUSTOMERS: Final = 100_000
PRODUCTS: Final = 5_000
COUNTRIES: Final = ("AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "NO", "PL", "PT", "SE")
STATUSES: Final = ("new", "paid", "sent", "closed", "returned")
CHANNELS: Final = ("web", "shop", "phone", "partner")

_DRAWN: Final = "(hash(i, {seed}) >> 16)::BIGINT"
"""A whole number that looks random and depends on the row only."""
_PART: Final = f"({_DRAWN} % 1000003) / 1000003.0"
"""The same from 0 to under 1."""
_COLUMNS: Final = (
    ("id", "i + 1"),
    ("shop", "(i // 1000)::INTEGER"),
    ("ticket", "(i % 1000)::INTEGER"),
    ("order_code", "printf('ORD-%09d', i)"),
    ("email", "'user' || ({h1} % 400000) || '@' || ['mail', 'post', 'work'][1 + {h2} % 3] || '.example'"),
    ("phone", "printf('+49 %03d %07d', {h3} % 900, {h4} % 3000000)"),
    ("sku", "chr((65 + {h5} % 26)::INTEGER) || chr((65 + {h6} % 26)::INTEGER) || printf('-%03d', {h7} % 1000)"),
    ("country", "{countries}[1 + {h8} % {n_countries}]"),
    ("status", "CASE WHEN {p9} < 0.03 THEN NULL ELSE {statuses}[1 + {h10} % {n_statuses}] END"),
    ("channel", "{channels}[1 + ({h11} % 7 % {n_channels})]"),
    ("quantity", "(1 + {h12} % 50)::INTEGER"),
    ("age", "CASE WHEN {p13} < 0.05 THEN NULL ELSE (18 + {h14} % 80)::INTEGER END"),
    ("price", "round(5 + 995 * {p15} * {p15}, 2)"),
    ("weight", "CASE WHEN {p16} < 0.0001 THEN 'NaN'::DOUBLE ELSE 40 * (-ln(1 - {p17})) END"),
    ("discount", "CASE WHEN {p18} < 0.6 THEN 0.0 ELSE round({p19} * 0.5, 2) END"),
    ("score", "{p20} + {p21} + {p22} - 1.5"),
    ("ordered_at", "TIMESTAMP '2019-01-01' + to_seconds({at})"),
    ("shipped_at", "CASE WHEN {p24} >= 0.08 THEN TIMESTAMP '2019-01-01 01:00' + to_seconds({at} + {h25} % 600000) END"),
    ("customer", "(1 + {h26} % {customers} + CASE WHEN {p27} < 0.001 THEN {customers} ELSE 0 END)::INTEGER"),
    ("product", "(1 + {h28} % {products})::INTEGER"),
)  # fmt: skip
NAMES: Final = tuple(name for name, _ in _COLUMNS)
REFERENCES: Final = (("customer", "customers", "customer_id"), ("product", "products", "product_id"))
"""Columns of the wide table that name rows of a small one; one in a thousand customers names none."""


def rows_sql(rows: int, columns: int = len(_COLUMNS)) -> str:
    """Return the SELECT of the table; beyond 20 columns the twenty repeat with `_2`, `_3` ... after their names."""
    chosen = [
        f"{_filled(text)} AS {name}{f'_{turn + 1}' if turn else ''}"
        for turn in range(-(-columns // len(_COLUMNS)))
        for name, text in _COLUMNS
    ]
    return f"SELECT {', '.join(chosen[:columns])} FROM range({rows}) AS numbers(i)"  # noqa: S608


def _filled(text: str) -> str:
    parts = {f"p{seed}": _PART.format(seed=seed) for seed in range(30)}
    drawn = {f"h{seed}": _DRAWN.format(seed=seed) for seed in range(30)}
    lists = {"countries": COUNTRIES, "statuses": STATUSES, "channels": CHANNELS}
    return text.format(
        **parts,
        **drawn,
        at=f"(i * 15 + {drawn['h23']} % 900)",
        **{name: "[" + ", ".join(f"'{value}'" for value in values) + "]" for name, values in lists.items()},
        **{f"n_{name}": len(values) for name, values in lists.items()},
        customers=CUSTOMERS,
        products=PRODUCTS,
    )


def write(folder: Path, rows: int, *, columns: int = len(_COLUMNS), form: Format = "parquet") -> Path:
    """Write the table and, beside it, `customers` and `products`; return its path. A table that is there is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"wide_{rows}x{columns}.{form}"
    small = {
        "customers": f"SELECT (i + 1)::INTEGER AS customer_id, 'Customer ' || i AS name FROM range({CUSTOMERS}) t(i)",  # noqa: S608
        "products": f"SELECT (i + 1)::INTEGER AS product_id, 'Product ' || i AS name FROM range({PRODUCTS}) t(i)",  # noqa: S608
    }
    wanted = {path: rows_sql(rows, columns), **{folder / f"{name}.{form}": sql for name, sql in small.items()}}
    for file, sql in wanted.items():
        if not file.exists():
            _copy(sql, file, form)
    return path


def _copy(sql: str, file: Path, form: Format) -> None:
    """Write under another name first, so that an interrupted run leaves no half table behind."""
    half = file.with_suffix(".half")
    with duckdb.connect(config={"memory_limit": "1500MB", "temp_directory": str(file.parent)}) as base:
        base.execute(f"COPY ({sql}) TO '{half}' (FORMAT {form})")
    half.rename(file)


def main() -> None:
    """Write a table as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--columns", type=int, default=len(_COLUMNS))
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    chosen = parser.parse_args()
    path = write(chosen.folder, chosen.rows, columns=chosen.columns, form=chosen.format)
    print(f"{path}: {path.stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
