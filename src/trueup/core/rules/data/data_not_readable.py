"""DAT002."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.lookups import data_owner, money_on
from trueup.core.rules.rule import Case, Flag, rule

_WAITING: Final = frozenset({"not_due"})


@rule("DAT002", "data-not-readable", "blocks", "feasibility", needs=("tables",))
def data_not_readable(case: Case) -> Iterator[Flag]:
    """A data set could not be read.

    Why it matters:
        Whether the data can support the initiative is unknown until somebody has read it. "We will get access" is the
        most common reason why pilots begin months late. A key or a reference that could not be checked warns.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims_2025.csv, owner: head-of-claims}
          types: {source: types.csv, owner: head-of-claims}
        ```
        ```csv types.csv
        type,label
        1,household
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          types: {source: types.csv, owner: head-of-claims}
        ```
        ```csv types.csv
        type,label
        1,household
        ```

    How to fix:
        The message says what went wrong: a path, a permission, a format, a column. Correct `source:`, or ask the data
        owner for access or an extract.
    """
    for name, table in case.initiative.data.items():
        found = case.evidence.table(name)
        if table.source is None:
            continue
        if isinstance(found, NotRun):
            if found.reason not in _WAITING:
                yield _flag(case, name, f"data.{name}", f"Data set `{name}` could not be read", found)
            continue
        if isinstance(found.key, NotRun):
            yield _flag(case, name, f"data.{name}.key", f"The key of data set `{name}` could not be checked", found.key)
        for reference, answer in zip(table.references, found.references, strict=False):
            if isinstance(answer, NotRun):
                columns = ",".join(reference.columns)
                what = f"The reference of `{name}.{columns}` to `{reference.to}` could not be checked"
                yield _flag(case, name, f"data.{name}.references.{columns}", what, answer)


def _flag(case: Case, name: str, subject: str, what: str, why: NotRun) -> Flag:
    whole = subject == f"data.{name}"
    return Flag(
        subject,
        f"{what}: {why.detail.removeprefix(f'data set `{name}`: ')}.",
        why.fix or f"Correct {subject}, or ask the data owner for access or an extract.",
        at=f"{subject}.source" if whole else None,
        owner=data_owner(case, name),
        stake=money_on(case, name) if whole else None,
        severity=None if whole else "warns",
    )
