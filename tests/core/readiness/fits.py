"""Data sets as initiatives see them, made in a line each; an option learns from them unless a test says otherwise."""

from __future__ import annotations

from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.table import Column
from trueup.core.readiness.fit_subject import Fit, Stated, User

T = DataId("t")
NO_LABEL = NotRun("not_due", "no option names a label on `t`", "name one")
NO_TIME = NotRun("not_due", "no time", "name one")


def sql(name):
    return Sql(f'"{name}"', (name,), aggregate=False)


def user(*columns, kind="ml", name="ml", **more):
    return User(name, kind, columns, **more)


def fit(columns=("a", "b", "y"), *, label="y", time="at", kinds=None, **more):
    kinds = kinds or {}
    return Fit(
        T,
        tuple(Column(name, kinds.get(name, "VARCHAR")) for name in columns),
        Stated(sql(label), "options.ml.probe.label") if label else NO_LABEL,
        Stated(sql(time), "options.ml.probe.time") if time else NO_TIME,
        **({"owner": "ann", "users": (user(),)} | more),
    )


def by_id(results):
    return {result.check.id: result for result in results}


def failing(results):
    return sorted(result.check.id for result in results if result.outcome == "fail")
