"""Whatever a document says, it is judged without a crash; the order of keys and of files changes no result."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.test_parse_fuzz import AROUND, OWN, changed, reordered
from trueup.adapters.yaml_document import read_tree
from trueup.app.judge import judge, judge_portfolio
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.tree import Branch
from trueup.core.model.backlog import joined
from trueup.core.model.document import Source
from trueup.core.model.evidence import Evidence
from trueup.core.model.parse import parse_initiative, parse_portfolio
from trueup.core.rules.run import CRASHED
from trueup.render.github import github_text
from trueup.render.json import check_json
from trueup.render.junit import junit_text
from trueup.render.lines import check_text
from trueup.render.markdown import markdown_text
from trueup.render.outcome import Outcome

AS_OF = date(2026, 2, 15)


def read(tree, around, backlog=()):
    """The document of a tree in its portfolio; the faults where it is none."""
    try:
        outer = Source("portfolio.yaml", around)
        portfolio = parse_portfolio(outer)
        source, wrong = joined(Source("initiative.yaml", tree), backlog)
        assert wrong == []
        return parse_initiative(source, (outer, portfolio))
    except DocumentFaults as error:
        return set(error.findings)


def judged(tree, around, backlog=()):
    document = read(tree, around, backlog)
    return document if isinstance(document, set) else judge(document, Evidence(), AS_OF, "execution")


def result(assessment):
    """What was concluded, apart from the order in which names are listed in a sentence."""
    over = judge_portfolio([assessment])
    spend = assessment.evidence.spend
    return (
        {(f.code, f.subject, f.severity, f.phase, f.owner) for f in (*assessment.findings, *over.findings)},
        {s.code for s in assessment.skipped},
        [(c.id, c.status) for gate in assessment.gates for c in gate.criteria],
        {(o.id, o.held) for o in assessment.options},
        getattr(spend, "total", None) and round(spend.total, 6),
        {name: round(value, 6) for name, value in getattr(spend, "segments", ())},
    )


@settings(max_examples=60, deadline=None)
@given(changed(), changed(AROUND))
def test_any_document_is_judged_and_told_without_a_crash(tree, around):
    found = judged(tree, around)
    if isinstance(found, set):
        assert all(fault.place.file and fault.place.line for fault in found)
        return
    over = judge_portfolio([found])
    assert [f.problem for f in (*found.findings, *over.findings) if f.code == CRASHED] == []
    assert all(f.place.file and f.place.line for f in (*found.findings, *over.findings))
    outcome = Outcome((found,), (), over)
    for render in (check_text, check_json, github_text, markdown_text):
        assert render(outcome)
    assert junit_text(outcome, [])


@settings(max_examples=30, deadline=None)
@given(changed(), st.data())
def test_the_order_of_keys_changes_no_result(tree, data):
    around = read_tree(AROUND, "x")
    one = judged(tree, around)
    other = judged(reordered(tree, data.draw), reordered(around, data.draw))
    if isinstance(one, set):
        assert {(f.code, f.place.path) for f in one} == {(f.code, f.place.path) for f in other}
    else:
        assert result(one) == result(other)


def part_of(epics, names, number):
    tree = Branch(1)
    inner = tree["epics"] = Branch(1)
    tree.lines["epics"] = 1
    for name in names:
        inner[name], inner.lines[name] = epics[name], epics.lines[name]
    return Source(f"backlog/{number}.yaml", tree)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_which_file_the_work_stands_in_changes_no_result(data):
    around, whole = read_tree(AROUND, "x"), read_tree(OWN, "x")
    epics = whole["epics"]
    homes = {name: data.draw(st.integers(0, 3)) for name in epics}
    tree = read_tree(OWN, "x")
    for name, home in homes.items():
        if home:
            del tree["epics"][name], tree["epics"].lines[name]
    files = [
        part_of(epics, [n for n in data.draw(st.permutations(list(epics))) if homes[n] == k], k) for k in (1, 2, 3)
    ]
    files = data.draw(st.permutations(files))
    assert result(judged(tree, around, files)) == result(judged(whole, around))
