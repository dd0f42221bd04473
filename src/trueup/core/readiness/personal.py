"""Which columns hold personal data, so that no value of them is shown to anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trueup.core.model.dataset import DataSet
from trueup.core.model.results.checks import CheckResult
from trueup.core.readiness.contract_checks import personal_columns
from trueup.core.readiness.contract_table import ContractTable

FOUND = "confidentiality"
"""The dimension of the checks that look for personal data: a column that fails one holds some."""


def hidden_columns(
    table: DataSet, columns: Sequence[str], contract: ContractTable | None, checks: Iterable[CheckResult]
) -> frozenset[str]:
    """Return the columns of a data set whose values must not be shown, in lower case.

    Those that its contract classifies, and those in which personal data was found. Where the document says that the
    data is personal and no contract says which columns are, all are hidden but the key that names a row; so they are
    where a sample of the rows could not tell.
    """
    checks = tuple(checks)
    classified = personal_columns(contract) if contract else ()
    found = [c for r in checks if r.check.dimension == FOUND and r.outcome == "fail" for c in r.check.columns]
    hidden = {column.lower() for column in (*classified, *found)}
    unknown = any(r.check.dimension == FOUND and r.not_run and r.not_run.reason == "sampled" for r in checks)
    if (table.personal_data in ("personal", "special") or unknown) and not classified:
        hidden |= {column.lower() for column in columns} - {column.lower() for column in table.key}
    return frozenset(hidden)
