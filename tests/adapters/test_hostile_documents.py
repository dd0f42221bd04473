"""Whatever the bytes are, the answer is a tree or a list of faults, soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import HOSTILE
from trueup.adapters.yaml_document import read_tree
from trueup.core.base.document_faults import TEXT_FAULTS
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.tree import Branch

CPU_SECONDS = 2.0
ACCEPTED = {
    ".nan", ".inf", "20,000-digit number", "31 February", "3.9 MB scalar", "Windows line ends", "old Mac line ends",
    "4 MB of an unfinished text",
}  # fmt: skip
EXPECTED = {
    "100,000 opening brackets": {"too-deep"},
    "100,000 opening braces": {"too-deep", "key-not-a-plain-word"},
    "brackets inside a mapping": {"too-deep"},
    "2,000 nested mappings": {"too-deep"},
    "alias bomb": {"alias-or-anchor"},
    "merge-key chain": {"merge-key", "alias-or-anchor", "too-many-faults"},
    "duplicate keys": {"duplicate-key"},
    "50,000 duplicate keys": {"duplicate-key", "too-many-faults"},
    "python tag": {"tag-not-allowed"},
    "harmless tag": {"tag-not-allowed"},
    "NUL byte": {"control-character"},
    "UTF-16 with byte order mark": {"not-utf-8"},
    "UTF-16 without byte order mark": {"not-utf-8"},
    "invalid UTF-8": {"not-utf-8"},
    "latin-1": {"not-utf-8"},
    "tab as indentation": {"tab-indentation"},
    "empty file": {"empty-document"},
    "only comments": {"empty-document"},
    "list at the top": {"not-a-mapping"},
    "bare scalar": {"not-a-mapping"},
    "5 MB scalar": {"document-too-large"},
    "two documents": {"several-documents"},
    "YAML 9.9": {"not-readable-yaml"},
    "unclosed quote": {"not-readable-yaml"},
    "1,000-character key": {"key-not-a-plain-word"},
    "300,000 short entries": {"document-too-large"},
    "control characters": {"control-character"},
    "escaped control characters": {"control-character"},
    "lone surrogate": {"not-readable-yaml"},
    "list as a key": {"key-not-a-plain-word"},
    "template braces": {"key-not-a-plain-word"},
}


def answer_to(data):
    try:
        return read_tree(data, "hostile.yaml")
    except DocumentFaults as faults:
        return faults


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_answered_soon_by_a_tree_or_by_faults(name):
    begun = time.process_time()
    answer = answer_to(HOSTILE[name])
    assert time.process_time() - begun < CPU_SECONDS
    assert isinstance(answer, Branch) == (name in ACCEPTED), answer


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - ACCEPTED))
def test_every_fault_of_a_hostile_document_has_a_place_and_a_remedy(name):
    with pytest.raises(DocumentFaults) as raised:
        read_tree(HOSTILE[name], "hostile.yaml")
    last_line = HOSTILE[name].count(b"\n") + HOSTILE[name].count(b"\r") + 1
    for finding in raised.value.findings:
        assert (finding.code, finding.name) in {(kind.code, kind.name) for kind in TEXT_FAULTS}
        assert (finding.severity, finding.phase, finding.subject) == ("blocks", "discovery", finding.place.path)
        assert finding.place.file == "hostile.yaml"
        assert 1 <= finding.place.line <= last_line
        assert 10 < len(finding.problem) < 400
        assert finding.problem.isprintable()
        assert finding.fix.isprintable()
        assert finding.fix.endswith(".")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_document_is_refused_for_what_is_wrong_with_it(name):
    with pytest.raises(DocumentFaults) as raised:
        read_tree(HOSTILE[name], "hostile.yaml")
    assert {finding.name for finding in raised.value.findings} == EXPECTED[name]


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_by_a_tree_or_by_faults(data):
    assert isinstance(answer_to(data), Branch | DocumentFaults)


@given(st.text(alphabet="ab:-?[]{},#&*!|>'\"%@`<~ \n\t\r\\0e\u00e4", max_size=60))
def test_any_mixture_of_indicators_is_answered_by_a_tree_or_by_faults(text):
    answer = answer_to(text.encode())
    assert isinstance(answer, Branch) or all(finding.problem.isprintable() for finding in answer.findings)
