"""The work in files of its own: read as one document, each fault in the file where it stands."""

import pytest

from trueup.adapters.yaml_document import read_tree
from trueup.core.base.errors import DocumentFaults
from trueup.core.model.backlog import joined
from trueup.core.model.document import Source
from trueup.core.model.parse import parse_initiative

OWN = "title: A\nkpis: {late: Late}\nepics:\n  E1: {title: One, advances: late}\n"


def source(text, file="initiative.yaml"):
    return Source(file, read_tree(text.encode(), file))


def whole(*backlog, own=OWN):
    return joined(source(own), [source(text, f"backlog/{n}.yaml") for n, text in enumerate(backlog)])


def test_epics_of_all_files_are_one_plan():
    read, faults = whole("epics:\n  E2: {depends_on: E1}\n", "epics:\n\n  E3: {enables: E2}\n")
    document = parse_initiative(read)
    assert faults == []
    assert list(document.initiative.epics) == ["E1", "E2", "E3"]
    assert str(document.place("epics.E1")) == "initiative.yaml:4"
    assert str(document.place("epics.E2.depends_on")) == "backlog/0.yaml:2"
    assert str(document.place("epics.E3.stories.S9")) == "backlog/1.yaml:3"


def test_without_epics_of_its_own_the_document_takes_those_of_the_files():
    read, faults = whole("epics: {E2: Two}", own="title: A\n")
    assert faults == []
    assert str(parse_initiative(read).place("epics.E2")) == "backlog/0.yaml:1"


def test_what_is_wrong_in_an_epic_stands_in_its_file():
    read, _ = whole("epics:\n  E2: {title: Two, advances: lat}\n  E3: {estimat: 5}\n")
    with pytest.raises(DocumentFaults) as caught:
        parse_initiative(read)
    assert [str(f.place) for f in caught.value.findings] == ["backlog/0.yaml:2", "backlog/0.yaml:3"]


def test_an_epic_in_two_files_is_a_fault_that_names_both():
    _, faults = whole("epics:\n  E1: Once more\n")
    assert [(f.code, str(f.place)) for f in faults] == [("DOC032", "backlog/0.yaml:2")]
    assert "initiative.yaml:4" in faults[0].problem


@pytest.mark.parametrize(
    ("text", "code", "fix"),
    [
        ("epic: {E2: Two}", "DOC020", "Write `epics`."),
        ("kpis: {late: Late}", "DOC020", "everything else in `initiative.yaml`"),
        ("epics: [E2]", "DOC022", "Write `id:`"),
        ("trueup: 7\nepics: {}", "DOC023", "Write `1`."),
    ],
)
def test_a_file_with_work_holds_nothing_else(text, code, fix):
    _, faults = whole(text)
    assert [f.code for f in faults] == [code]
    assert fix in faults[0].fix
    assert faults[0].place.file == "backlog/0.yaml"


def test_broken_epics_of_the_document_itself_are_left_to_its_reader():
    read, faults = whole("epics: {E2: Two}", own="title: A\nepics: 7\n")
    assert faults == []
    with pytest.raises(DocumentFaults, match="section"):
        parse_initiative(read)
