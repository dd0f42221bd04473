"""What a YAML file becomes: text, lists and mappings with their lines, or all its faults at once."""

from __future__ import annotations

import json
import subprocess
import sys
from textwrap import dedent

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hostile import HOSTILE
from trueup.adapters.yaml_document import Bounds, read_tree
from trueup.core.base.document_faults import TEXT_FAULTS
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.tree import Branch, Row, line_of


def read(text, **bounds):
    return read_tree(dedent(text).encode(), "a.yaml", Bounds(**bounds))


def faults(text, **bounds):
    with pytest.raises(DocumentFaults) as raised:
        read(text, **bounds)
    return [(finding.name, finding.place.line, finding.place.path) for finding in raised.value.findings]


def only_fault(text):
    with pytest.raises(DocumentFaults) as raised:
        read(text)
    (finding,) = raised.value.findings
    return finding


# ---- values ----------------------------------------------------------------------------------------------------------


def test_scalars_stay_text():
    tree = read("""
        country: NO
        time: 12:30:45
        day: 2014-02-31
        share: .nan
        count: 0x10
        range: 5..10
        nested: [yes, 1.0, off]
    """)
    assert tree == {
        "country": "NO",
        "time": "12:30:45",
        "day": "2014-02-31",
        "share": ".nan",
        "count": "0x10",
        "range": "5..10",
        "nested": ["yes", "1.0", "off"],
    }


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL", " # soon"])
def test_a_plain_empty_value_is_none(written):
    assert read(f"owner: {written}") == {"owner": None}
    assert read(f"owners:\n  - {written}") == {"owners": [None]}


@pytest.mark.parametrize("written", ['""', "''", '"null"', "'~'"])
def test_a_quoted_value_is_text_even_when_it_looks_empty(written):
    assert read(f"owner: {written}") == {"owner": written[1:-1]}


def test_block_texts_keep_their_line_breaks_and_folded_texts_lose_them():
    assert read("""
        kept: |
          one
            two
        folded: >-
          one
          two
        plain: one
          two
    """) == {"kept": "one\n  two\n", "folded": "one two", "plain": "one two"}


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    text = "title: Late\nkpis:\n  late:\n    note: |\n      a\n      b\n"
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert read_tree(windows, "a.yaml") == read_tree(text.encode(), "a.yaml")
    assert line_of(read_tree(windows, "a.yaml"), ["kpis", "late", "note"]) == 4


def test_a_document_may_begin_with_a_marker_and_end_with_one():
    assert read("%YAML 1.1\n---\ntitle: Late\n...\n") == {"title": "Late"}


def test_json_is_read_as_it_stands():
    assert read('{"title": "Late \\u00e4", "kpis": {"late": [1, true, null]}}') == {
        "title": "Late ä",
        "kpis": {"late": ["1", "true", None]},
    }


def test_the_tree_is_made_of_dicts_and_lists_that_know_their_lines():
    tree = read("kpis:\n  late:\n    tags: [a, b]\n")
    assert isinstance(tree, Branch)
    assert isinstance(tree["kpis"], Branch)
    assert isinstance(tree["kpis"]["late"]["tags"], Row)
    assert (tree.line, tree["kpis"].line, tree["kpis"]["late"]["tags"].line) == (1, 2, 3)


# ---- lines -----------------------------------------------------------------------------------------------------------

BACKLOG = """\
title: Late arrivals
# a comment
epics:
  E1:
    title: Rule
    needs:
      - data

      - {id: E2,
         why: later}
  E2: {title: >
    long
    text, money: 5}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ([], 1),
        (["title"], 1),
        (["epics"], 3),
        (["epics", "E1"], 4),
        (["epics", "E1", "needs"], 6),
        (["epics", "E1", "needs", 0], 7),
        (["epics", "E1", "needs", "0"], 7),
        (["epics", "E1", "needs", 1], 9),
        (["epics", "E1", "needs", 1, "why"], 10),
        (["epics", "E1", "needs", 2], 6),
        (["epics", "E1", "needs", -1], 6),
        (["epics", "E1", "owner"], 4),
        (["kpis", "late", "owner"], 1),
    ],
)
def test_a_path_leads_to_its_line_and_a_missing_part_to_its_parent(path, line):
    tree = read_tree(BACKLOG.replace(">\n    long\n    text", "short").encode(), "a.yaml")
    assert line_of(tree, path) == line


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t", exclude_characters="\ufeff\ufffe\uffff"),
    max_size=30,
)
KEYS = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20).filter(lambda key: key != "<<")
TREES = st.recursive(
    st.none() | WORDS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(KEYS, TREES, max_size=5), st.booleans(), st.booleans())
def test_what_is_dumped_as_yaml_reads_back_as_the_same_text(document, flow, unicode):
    text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=unicode, sort_keys=False)
    if any(char in text for char in "\x85\u2028\u2029\ufeff"):
        return
    assert read_tree(text.encode(), "a.yaml") == document


@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=5))
def test_every_key_is_found_on_the_line_that_holds_it(document):
    text = yaml.safe_dump(document, sort_keys=False, width=10_000)
    lines = text.split("\n")

    def keys(tree, at):
        for step, below in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield [*at, step]
            if isinstance(below, dict | list):
                yield from keys(below, [*at, step])

    tree = read_tree(text.encode(), "a.yaml")
    for path in keys(document, []):
        written = lines[line_of(tree, path) - 1]
        if isinstance(path[-1], str) and path[-1].isascii() and path[-1].isalnum():
            assert path[-1] in written


def test_lines_agree_with_the_parser_of_the_library():
    tree = read_tree(BACKLOG.replace(">\n    long\n    text", "short").encode(), "a.yaml")
    node = yaml.compose(BACKLOG.replace(">\n    long\n    text", "short"))
    for key, _ in node.value:
        assert tree.lines[key.value] == key.start_mark.line + 1


# ---- faults ----------------------------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once_in_the_order_of_lines():
    text = """\
        title: a
        title: b
        owner: &boss anna
        kpis:
          late:
            owner: *boss
            target: !!int 5
            target: 6
            <<: {unit: "1"}
            "": nothing
            ? [a]
            : list
        epics:
          - title: x
            title: "\\e[0m"
    """
    assert faults(text) == [
        ("duplicate-key", 2, "title"),
        ("alias-or-anchor", 3, "owner"),
        ("alias-or-anchor", 6, "kpis.late.owner"),
        ("tag-not-allowed", 7, "kpis.late.target"),
        ("duplicate-key", 8, "kpis.late.target"),
        ("merge-key", 9, "kpis.late"),
        ("key-not-a-plain-word", 10, "kpis.late"),
        ("key-not-a-plain-word", 11, "kpis.late"),
        ("duplicate-key", 15, "epics.0.title"),
        ("control-character", 15, "epics.0"),
    ]


def test_faults_before_a_syntax_error_are_told_with_it():
    assert faults("a: 1\na: 2\nb: [1\nc: 3\n") == [("duplicate-key", 2, "a"), ("not-readable-yaml", 3, "b")]


def test_a_duplicate_key_names_both_lines_each_time():
    with pytest.raises(DocumentFaults) as raised:
        read("kpis:\n  late: {}\n  other: {}\n  late: {}\n  late: {}\n")
    assert [finding.problem for finding in raised.value.findings] == [
        "`late` stands twice under `kpis`: on lines 2 and 4.",
        "`late` stands twice under `kpis`: on lines 2 and 5.",
    ]


def test_the_same_key_in_two_mappings_is_no_duplicate():
    assert read("a: {x: 1}\nb: {x: 2}\nc: [{x: 3}, {x: 4}]\n")["c"] == [{"x": "3"}, {"x": "4"}]


def test_a_quoted_key_is_the_same_key():
    assert faults('late: 1\n"late": 2\n') == [("duplicate-key", 2, "late")]


@pytest.mark.parametrize(
    ("text", "name", "line", "problem", "fix"),
    [
        ("kpis:\n\tlate: 1\n", "tab-indentation", 2, "tab is used for indentation", "Use spaces"),
        ("kpis:\n  a: 1\n\tlate: 1\n", "tab-indentation", 3, "tab is used for indentation", "Use spaces"),
        ("title: Late: why\n", "not-readable-yaml", 1, "`title` has a second `: `", 'title: "Late: why"'),
        ("a: 1\nlate\nb: 2\n", "not-readable-yaml", 2, "`late` is neither", "Put a colon"),
        ("a:\n  b: 1\n c: 2\n", "not-readable-yaml", 3, "indented by 1 space,", "Indent it exactly"),
        ("a: 1\n  b: 2\n", "not-readable-yaml", 2, "`b: 2` does not fit", "Indent it exactly"),
        ("a: 1\n- b\n", "not-readable-yaml", 2, "`- b` is an entry of a list", "Indent all entries"),
        ("a:\n- b\n- c\nd\n", "not-readable-yaml", 4, "`d` is neither", "Put a colon"),
        ("a: - b\n", "not-readable-yaml", 1, "begins a list behind a key", "next line"),
        ('a: 1\nb: "x\nc: 2\n', "not-readable-yaml", 2, "never closed", "Close it"),
        ("a: 'it's'\n", "not-readable-yaml", 1, "follows after the text has ended", "twice"),
        ("a: [1, 2\nb: 3\n", "not-readable-yaml", 1, "`[` that opens here", "`]`"),
        ("a: {x: 1\nb: 3\n", "not-readable-yaml", 1, "`{` that opens here", "`}`"),
        ("a: [1, , 2]\n", "not-readable-yaml", 1, "entry is missing", "extra comma"),
        ('a: "C:\\Users"\n', "not-readable-yaml", 1, "`\\Users` is no character", "single quotes"),
        ("a: @anna\n", "not-readable-yaml", 1, "cannot begin with `@`", '"@anna"'),
        ("a: **bold**\n", "not-readable-yaml", 1, "cannot begin with `*`", '"**bold**"'),
        ("a: > 5 days\n", "not-readable-yaml", 1, "cannot begin with `>`", '"> 5 days"'),
        ("a: ? maybe\n", "not-readable-yaml", 1, "question mark", '"? maybe"'),
        (": 1\n", "not-readable-yaml", 1, "key is missing", "key: value"),
        ("a: !x!y 1\n", "tag-not-allowed", 1, "`!x!y 1` is a type tag", '"!x!y 1"'),
        ("a: 1\n...\nb: 2\n", "not-readable-yaml", 3, "after the document has ended", "Remove"),
        ("%YAML 9.9\n---\na: 1\n", "not-readable-yaml", 1, "`%YAML 9.9` is not understood", "Remove"),
        ("a: 1\n---\nb: 2\n", "several-documents", 2, "second document", "one document a file"),
        ("a: 1\nb: x\x07\n", "control-character", 2, "U+0007", "Remove"),
        ("a: 1\nb: x\u2028y\n", "control-character", 2, "U+2028", "Remove"),
        ("", "empty-document", 1, "empty", "title:"),
        ("# a\n--- # b\n", "empty-document", 1, "empty", "title:"),
        ("\n- a\n", "not-a-mapping", 2, "is a list", "key: value"),
        ("\nLate arrivals\n", "not-a-mapping", 2, "`Late arrivals`", "key: value"),
        (f"{'k' * 1500}: 1\n", "not-readable-yaml", 1, "too long for a key", "as its value"),
        (f"a: 1\n{'k' * 1500}: 1\nb: 2\n", "not-readable-yaml", 2, "too long for a key", "as its value"),
        (f"a:\n  {'k' * 300}: 1\n", "key-not-a-plain-word", 2, "300 characters", "as its value"),
    ],
)
def test_a_fault_says_what_is_wrong_where_and_how_to_mend_it(text, name, line, problem, fix):
    finding = only_fault(text)
    assert (finding.name, finding.place.line) == (name, line)
    assert problem in finding.problem
    assert fix in finding.fix


def test_each_line_that_is_not_utf_8_is_named_with_what_it_was_meant_to_be():
    with pytest.raises(DocumentFaults) as raised:
        read_tree("title: Verspätung\nok: 1\nowner: José\n".encode("latin-1"), "a.yaml")
    told = [(finding.place.line, finding.problem) for finding in raised.value.findings]
    assert told == [
        (1, "The byte 0xE4 (`ä` in Windows-1252) is not UTF-8."),
        (3, "The byte 0xE9 (`é` in Windows-1252) is not UTF-8."),
    ]


def test_a_control_character_written_as_an_escape_is_a_fault_and_a_line_break_is_not():
    assert read('a: "x\\ty\\nz"\nb: C:\\dir\n') == {"a": "x\ty\nz", "b": "C:\\dir"}
    assert faults('a: 1\nb: "x\\0"\n') == [("control-character", 2, "b")]


def test_marks_inside_a_text_are_text():
    assert read("a: R&D * 2 = more!\nb: x *y &z !w\nc: \\e\n") == {
        "a": "R&D * 2 = more!",
        "b": "x *y &z !w",
        "c": "\\e",
    }


def test_a_long_list_of_faults_is_cut_and_says_so():
    told = faults("a: 1\n" * 500)
    assert [name for name, _, _ in told] == ["duplicate-key"] * 100 + ["too-many-faults"]


# ---- bounds ----------------------------------------------------------------------------------------------------------


def test_the_bound_on_bytes_is_exact():
    assert read("a: 12345\n", bytes=9) == {"a": "12345"}
    assert faults("a: 12345\n", bytes=8) == [("document-too-large", 1, "")]


def test_the_bound_on_events_is_exact():
    events_of_one_pair = 8
    assert read("a: 1\n", events=events_of_one_pair) == {"a": "1"}
    assert faults("a: 1\n", events=events_of_one_pair - 1) == [("document-too-large", 2, "")]


def test_the_bound_on_depth_is_exact_and_names_the_path():
    assert read("a: {b: [1]}\n", depth=3) == {"a": {"b": ["1"]}}
    assert faults("a:\n  b: [1]\n", depth=2) == [("too-deep", 2, "a.b")]
    assert read("a: " + "[" * 39 + "]" * 39)["a"]
    assert faults("a: " + "[" * 40 + "]" * 40) == [("too-deep", 1, ".".join(["a", *["0"] * 39]))]


# ---- the pure parser -------------------------------------------------------------------------------------------------

WITHOUT_C = """
import json, sys
sys.modules["yaml._yaml"] = None
sys.path.insert(0, "tests")
import yaml
from hostile import HOSTILE
from trueup.adapters.yaml_document import read_tree
from trueup.core.base.errors import DocumentFaults

def answer(name):
    try:
        return read_tree(HOSTILE[name], "a.yaml")
    except DocumentFaults as faults:
        return sorted({finding.name for finding in faults.findings})

assert not yaml.__with_libyaml__
print(json.dumps({name: answer(name) for name in sys.argv[1:]}))
"""


def test_without_the_c_parser_documents_and_faults_are_the_same(request):
    told_otherwise = {"lone surrogate"}
    names = [name for name in HOSTILE if len(HOSTILE[name]) < 110_000 and name not in told_otherwise]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_C, *names],
        cwd=request.config.rootpath,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = {}
    for name in names:
        try:
            expected[name] = read_tree(HOSTILE[name], "a.yaml")
        except DocumentFaults as found:
            expected[name] = sorted({finding.name for finding in found.findings})
    assert json.loads(done.stdout) == expected


def test_codes_and_names_are_used_once():
    assert len({kind.code for kind in TEXT_FAULTS}) == len({kind.name for kind in TEXT_FAULTS}) == len(TEXT_FAULTS)
    assert all("DOC001" <= kind.code < "DOC020" for kind in TEXT_FAULTS)
