"""Documents changed at random: always a document or faults with their lines, whatever the order of the keys."""

from __future__ import annotations

import copy
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trueup.adapters.yaml_document import read_tree
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.tree import Branch, Row
from trueup.core.model.document import Source
from trueup.core.model.links import link
from trueup.core.model.parse import parse_initiative, parse_portfolio, shape_faults

OWN = b"""trueup: 1
initiative: claims
title: Settle a claim right the first time
phase: discovery
supports: [cheap]
objective: {statement: Fewer steps, owner: coo, kpi: steps, guardrails: [disputed], non_goals: [speed]}
kpis:
  steps:
    {title: Steps, unit: step/claim, direction: decrease, owner: coo, data: log, rows: a > 1, per: claim_id,
     value: count(*), where: b, across: mean, at: min(day), zone: UTC, settles: 30 days, cluster: week,
     arm: {data: log, on: claim_id, take: arm}, baseline: {from: 2025-01-01, to: 2025-03-31},
     target: {value: 3.3, by: 2026-01-01}, worth: claims * (baseline - level) * price, drives: [disputed], notes: [n]}
  disputed: {unit: 1, data: log, value: x, over: y, across: ratio, at: day, baseline: 22.5 %, mandated: true}
  slow: {instead_of: steps, across: {quantile: 0.9}, because: b}
  both: {formula: steps * disputed, unit: 1}
assumptions:
  price: {range: 3.00..4.50, unit: EUR/step, by: cfo, because: c, as_of: 2025-01-01}
  claims: {range: 1/2/3, unit: claim/year}
data:
  log: {source: log.csv, owner: it, key: [claim_id, n], references: {"a, b": people}, slices: s}
  people: people.csv
operational_goals: {route: {statement: Route it, owner: it, moves: steps, vision: {high: h, low: l}, decides: at 6}}
options: {keep: do_nothing, model: {kind: ml, uses: [log.a], build_cost: 5..9, chosen: true}}
epics:
  E1: {title: Rules, for: route, enables: E2, stories: {S1: {estimate: 8/12/20, tasks: {T1: {spent: 1}}}}}
  E2: {advances: {steps: 2, disputed: 1}, depends_on: E1.S1, cost: 500, mandated: {owner: legal, reason: law}}
  E3: {depends_on: {E1: {kind: start_start, lag: -2 days}, E2: 3 days}, acceptance: a, skills: [sql], due: 2026-01-01,
       technical_risk: 0.2, key: CLM-1, type: Bug, description: d, labels: [l], status: doing, assignee: it, role: dev}
people: {coo: {name: C, side: business, left: 2030-01-01, rate: 900}, it: {roles: [dev], from: 2020-01-01,
         competences: sql, availability: 50 %, calendar: office}}
rates: {default: 600}
budget: {amount: 100_000, spent: 5, owner: coo}
stakeholders: {sales: {side: business, wants: w, priorities: {cost: 60}, red_lines: [r], heard: 2025-01-01}}
roles: {dev: {title: D, side: technology, needs: [sql]}}
raci: {E1: {responsible: it, accountable: [coo, it], consulted: sales, informed: x}}
calendars: {office: {country: DE, subdivision: BY, days: [mon, tue], hours: 7.5, closed: [2025-12-24..2025-12-31]}}
case: {years: 3, discount_rate: 8 %, starts: 2026-01-01, ramp_up: 90 days, by: cfo, because: b}
risks: {r: {title: R, probability: 0.3, impact: 1..2, technical: 20 %, owner: it, items: E1.S1, review: 2025-05-05}}
decisions: {d: {question: Q, owner: coo, by: 2025-09-30, decided: 2025-09-01, outcome: o, because: b}}
pilot: {statement: P, owner: it, kpis: steps, data: log, starts: 2026-01-12, ends: 2026-03-31, production_owner: coo}
reviews: {board: {title: T, owner: coo, with: [coo, it], every: 30 days, starts: 2025-01-01, held: 2025-02-01}}
communication: {all: {title: T, to: sales, how: mail, owner: it, every: 60 days, by: 2025-03-01, sent: [2025-02-01]}}
notes: [done]
"""
AROUND = b"""currency: EUR
strategic_objectives: {cheap: {statement: Spend less, owner: ceo}}
kpis: {shared: {unit: 1, drives: steps2}, steps2: {title: S}}
people: {ceo: C}
data_strategy: {who: {objective: cheap, decision: D, needs: n, owner: it, data: [log], gap: g, gap_by: it,
                initiatives: claims, value: {range: 1..2, unit: EUR/year, by: cfo}}}
rules: {KPI001: {severity: notes, phase: planning, because: b}}
"""
PORTFOLIO = Source("portfolio.yaml", read_tree(AROUND, "portfolio.yaml"))
VALUES = [
    None, "", " ", "x", "steps", "E1", "5", "-5", "5..1", "1/2", ".nan", "NO", "2025-02-31", "a b", "ü", "a, b",
    "x" * 30_000, "9" * 500, "level * (", "a.b.c", "[key]", "\u2028", "steps.", "row", "baseline",
]  # fmt: skip
KEYS = ["x", "steps", "late", "E1", "value", "from", "a.b", "[key]", "0", "", " ", "über", "instead_of", "drives",
        "of" * 99]  # fmt: skip


def spots(tree, path=()):
    """Yield the path of everything in a tree."""
    entries = tree.items() if isinstance(tree, Branch) else enumerate(tree) if isinstance(tree, Row) else ()
    for step, entry in entries:
        yield (*path, step)
        yield from spots(entry, (*path, step))


def wrapped(value, kind, line):
    if kind == "list":
        row = Row(line)
        row.append(value)
        row.lines.append(line)
        return row
    branch = Branch(line)
    branch["x"], branch.lines["x"] = value, line
    return branch


def change(tree, draw):
    """Delete, replace, duplicate, rename or wrap one thing in a tree, in place."""
    *above, step = draw(st.sampled_from(list(spots(tree))))
    here = tree
    for each in above:
        here = here[each]
    line = here.lines[step]
    what = draw(st.sampled_from(["delete", "replace", "graft", "rename", "list", "section"]))
    if what == "delete":
        del here[step], here.lines[step]
    elif what == "replace":
        here[step] = draw(st.sampled_from(VALUES))
    elif what == "graft":
        value = tree
        for each in draw(st.sampled_from(list(spots(tree)))):
            value = value[each]
        here[step] = copy.deepcopy(value)
    elif what == "rename" and isinstance(here, Branch):
        key = draw(st.sampled_from(KEYS))
        here[key], here.lines[key] = here.pop(step), here.lines.pop(step)
    else:
        here[step] = wrapped(here[step], what, line)


@st.composite
def changed(draw, text=OWN):
    tree = read_tree(text, "x")
    for _ in range(draw(st.integers(0, 4))):
        if tree:
            change(tree, draw)
    return tree


def reordered(tree, draw):
    """Return a tree with the keys of every section in another order, on the lines they had."""
    if isinstance(tree, Row):
        row = Row(tree.line)
        row.extend(reordered(entry, draw) for entry in tree)
        row.lines.extend(tree.lines)
        return row
    if not isinstance(tree, Branch):
        return tree
    branch = Branch(tree.line)
    for key in draw(st.permutations(list(tree))):
        branch[key], branch.lines[key] = reordered(tree[key], draw), tree.lines[key]
    return branch


def outcome(tree):
    try:
        document = parse_initiative(Source("initiative.yaml", tree), (PORTFOLIO, parse_portfolio(PORTFOLIO)))
    except DocumentFaults as error:
        return set(error.findings)
    return document


def test_what_is_changed_here_is_a_document_to_begin_with():
    assert list(outcome(read_tree(OWN, "x")).initiative.kpis["slow"].per) == ["claim_id"]


@settings(max_examples=150, deadline=None)
@given(changed())
def test_a_changed_document_is_a_document_or_faults_with_their_lines(tree):
    found = outcome(tree)
    if isinstance(found, set):
        assert all(fault.place.file and fault.place.line >= 1 and fault.problem and fault.fix for fault in found)
        assert {fault.code for fault in shape_faults(Source("x", tree))} <= {fault.code for fault in found}
    else:
        link(found.initiative)


@settings(max_examples=75, deadline=None)
@given(changed(), st.data())
def test_the_order_of_keys_changes_nothing(tree, data):
    one, other = outcome(tree), outcome(reordered(tree, data.draw))
    if isinstance(one, set):
        assert {(f.code, f.place.path) for f in one} == {(f.code, f.place.path) for f in other}
    else:
        assert one.initiative == other.initiative


@settings(max_examples=75, deadline=None)
@given(changed(AROUND))
def test_a_changed_portfolio_is_a_portfolio_or_faults_with_their_lines(tree):
    with suppress(DocumentFaults):
        assert set(parse_portfolio(Source("portfolio.yaml", tree)).kpis) <= set(tree.get("kpis") or ())


@pytest.mark.parametrize("step", sorted(spots(read_tree(OWN, "x")), key=str))
def test_each_thing_left_empty_is_a_document_or_faults(step):
    tree = read_tree(OWN, "x")
    here = tree
    for each in step[:-1]:
        here = here[each]
    here[step[-1]] = None
    assert outcome(tree)
