"""Labels that are probably wrong, by confident learning; scikit-learn and cleanlab come with the extra `labels`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_fit_label import classes_of
from trueup.adapters.duckdb_fit_values import column, is_ordered, kind_of, known_label
from trueup.adapters.duckdb_text import ident, is_number
from trueup.core.model.ask.fitness import LabelErrors, LabelErrorsOf
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy import float64, int64
    from numpy.typing import NDArray

    from trueup.adapters.duckdb_session import Row, Session, Table

_EXTRA: Final = NotRun(
    "extra_missing",
    "label errors are looked for with scikit-learn and cleanlab, which are not installed",
    'Run `pip install "trueup[labels]"`.',
)
_FOLDS: Final = 3
_MOST_CATEGORIES: Final = 200
_MOST_CLASSES: Final = 50


def label_errors_of(session: Session, table: Table, ask: LabelErrorsOf) -> LabelErrors | NotRun:
    """Return how many labels a model, learned on other rows, contradicts with confidence.

    Confident learning of Northcutt, Jiang and Chuang (2021), as cleanlab implements it (`prune_by_noise_rate`), on
    probabilities from three-fold cross-validated boosted trees. Classes with fewer rows than folds are left out.
    """
    if not all(find_spec(package) for package in ("cleanlab", "sklearn")):
        return _EXTRA
    classes = classes_of(session, table, ask.label)
    if classes.amount or classes.distinct > _MOST_CLASSES:
        return NotRun("refused", "the label is no class among at most 50, and only such labels are looked at")
    rows = session.run(_drawn(session, table, ask))
    found = _suspected(table, ask.columns, rows)
    return found or NotRun("no_data", "fewer than two classes have the rows that cross-validation needs")


def _drawn(session: Session, table: Table, ask: LabelErrorsOf) -> str:
    label = known_label(session, table, ask.label)
    values = ", ".join(f"{_value(table, name)} AS c{at}" for at, name in enumerate(ask.columns))
    order = ", ".join(ident(each.name) for each in table.columns)
    return (
        f"SELECT CAST({label} AS VARCHAR) AS l, {values} FROM {table.sql} "  # noqa: S608
        f"WHERE {label} IS NOT NULL ORDER BY hash({order}), l LIMIT {ask.most}"
    )


def _value(table: Table, name: str) -> str:
    kind, value = kind_of(table, name), column(table, name)
    if not is_ordered(kind):
        return f"CAST({value} AS VARCHAR)"
    return f"CAST({value} AS DOUBLE)" if is_number(kind) else f"epoch({value})"


def _suspected(table: Table, names: Sequence[str], rows: Sequence[Row]) -> LabelErrors | None:
    from cleanlab.filter import find_label_issues

    often: dict[str, int] = {}
    for row in rows:
        often[str(row[0])] = often.get(str(row[0]), 0) + 1
    kept = {label: at for at, label in enumerate(sorted(each for each, n in often.items() if n >= 2 * _FOLDS))}
    used = [row for row in rows if str(row[0]) in kept]
    if len(kept) < 2:  # noqa: PLR2004 - one class alone cannot be confused with another
        return None
    labels, features, categorical = _encoded(table, names, used, kept)
    probabilities = _probabilities(labels, features, categorical)
    issues = find_label_issues(labels, probabilities, filter_by="prune_by_noise_rate", n_jobs=1)
    return LabelErrors(len(used), int(issues.sum()))


def _encoded(
    table: Table, names: Sequence[str], rows: Sequence[Row], classes: dict[str, int]
) -> tuple[NDArray[int64], NDArray[float64], list[bool]]:
    """Return labels as numbers, columns as numbers with NaN for missing, and which columns are categories."""
    import numpy as np

    categorical = [not is_ordered(kind_of(table, name)) for name in names]
    columns: list[list[float]] = []
    for at, is_category in enumerate(categorical, 1):
        values = [row[at] for row in rows]
        columns.append(_codes(values) if is_category else [np.nan if v is None else float(str(v)) for v in values])
    labels = np.array([classes[str(row[0])] for row in rows], dtype=np.int64)
    return labels, np.array(columns, dtype=np.float64).T, categorical


def _codes(values: Sequence[object]) -> list[float]:
    """Return each category as a number, the commonest first; rarer ones than the model takes share one number."""
    often: dict[str, int] = {}
    for value in values:
        often[str(value)] = often.get(str(value), 0) + 1
    order = sorted(often, key=lambda text: (-often[text], text))
    codes = {text: float(min(at, _MOST_CATEGORIES)) for at, text in enumerate(order)}
    return [codes[str(value)] for value in values]


def _probabilities(labels: NDArray[int64], features: NDArray[float64], categorical: Sequence[bool]) -> NDArray[float64]:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from threadpoolctl import threadpool_limits

    model = HistGradientBoostingClassifier(
        max_iter=30, learning_rate=0.2, max_leaf_nodes=15, categorical_features=list(categorical), random_state=0
    )
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    with threadpool_limits(1):
        found: NDArray[float64] = cross_val_predict(model, features, labels, cv=folds, method="predict_proba")
    return found
