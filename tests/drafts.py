"""Entries for tests of the ledger: one that is plain, and any that there can be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

from hypothesis import strategies as st

from one_draft import START, draft
from trueup.core.base.digest import Digest
from trueup.core.base.finding import PHASES
from trueup.core.model.ledger import (
    Agreement,
    AgreementKind,
    Choice,
    Condition,
    Draft,
    EntryKind,
    Proof,
    Recorded,
    Sealed,
    Seen,
    Stage,
    Verdict,
)

__all__ = ["DRAFTS", "START", "draft"]

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
NAMES = TEXTS.filter(bool)
DIGESTS = NAMES.map(Digest)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
FIGURES = st.floats(allow_nan=False, allow_infinity=False)


def few(strategy):
    return st.lists(strategy, max_size=2).map(tuple)


def maybe(strategy):
    return st.none() | strategy


DRAFTS = st.builds(
    Draft,
    kind=st.sampled_from(get_args(EntryKind)),
    initiative=TEXTS,
    who=TEXTS,
    role=TEXTS,
    at=TIMES,
    phase=maybe(st.sampled_from(PHASES)),
    agreement=maybe(st.builds(Agreement, st.sampled_from(get_args(AgreementKind)), DIGESTS, few(DIGESTS))),
    seen=few(st.builds(Seen, TEXTS, FIGURES, TEXTS, TEXTS)),
    choice=maybe(st.sampled_from(get_args(Choice))),
    conditions=few(st.builds(Condition, TEXTS, DAYS, TEXTS)),
    released=maybe(st.tuples(FIGURES, TEXTS)),
    subject=TEXTS,
    until=maybe(DAYS),
    stage=maybe(st.sampled_from(get_args(Stage))),
    attended=few(TEXTS),
    note=TEXTS,
    proof=st.sampled_from(get_args(Proof)),
    recorded=maybe(st.builds(Recorded, TEXTS, TEXTS, TEXTS)),
    sealed=maybe(st.builds(Sealed, TEXTS, TEXTS)),
    verdicts=few(st.builds(Verdict, NAMES, NAMES)),
)
