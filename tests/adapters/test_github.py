"""GitHub's issues become rows: from the REST API, the search and `gh`, in pages or not."""

import json

import pytest

from trueup.adapters.backlog_text import Decoded
from trueup.adapters.github import read_github
from trueup.core.backlog.row import Settings
from trueup.core.backlog.take import take
from trueup.core.base.errors import TrueupError

REST = {
    "number": 3,
    "title": "Pay by card",
    "body": "As a buyer",
    "state": "closed",
    "state_reason": "not_planned",
    "labels": [{"name": "checkout"}, {"name": "bug"}],
    "assignees": [{"login": "ada"}],
    "milestone": {"title": "Version 1", "number": 1},
    "html_url": "https://github.example/o/r/issues/3",
}
GH = {
    "number": 4,
    "title": "Refund",
    "state": "OPEN",
    "labels": [],
    "assignees": [],
    "milestone": None,
    "parent": {"number": 3},
}
EPIC = {"number": 1, "title": "Checkout", "state": "open", "type": {"name": "Epic"}}


def read(*values):
    return read_github(Decoded("\n".join(json.dumps(value) for value in values)), "issues.json")


def test_an_issue_says_what_github_says():
    backlog = take(read([REST]).rows, "github", Settings())
    epic, story = backlog.items
    assert (epic.id, epic.values["title"]) == ("version-1", "Version 1")
    assert (story.id, story.parent) == ("gh-3", "version-1")
    assert story.values == {
        "title": "Pay by card",
        "key": "#3",
        "status": "cancelled",
        "assignee": "ada",
        "labels": ("checkout", "bug"),
        "description": "As a buyer",
    }


@pytest.mark.parametrize(
    "values",
    [
        [[REST, GH, EPIC]],
        [REST, GH, EPIC],
        [{"total_count": 3, "items": [REST, GH, EPIC]}],
        [[REST], [GH, EPIC]],
        [[[REST], [GH, EPIC]]],
    ],
)
def test_pages_lines_and_answers_of_a_search_are_read_alike(values):
    assert [row.first("key") for row in read(*values).rows] == ["#3", "#4", "#1"]


def test_sub_issues_and_epics_make_the_hierarchy():
    child = REST | {"number": 2, "milestone": None, "parent_issue_url": "https://api.github.example/repos/o/r/issues/1"}
    backlog = take(read([EPIC, child, GH | {"parent": {"number": 2}}]).rows, "github", Settings())
    assert [(item.id, item.level, item.parent) for item in backlog.items] == [
        ("gh-1", "epic", None),
        ("gh-2", "story", "gh-1"),
        ("gh-4", "task", "gh-2"),
    ]


def test_pull_requests_and_bare_values_are_not_taken():
    backlog = take(
        read([REST | {"pull_request": {}}, GH | {"url": "https://x/pull/4"}, 7, GH]).rows, "github", Settings()
    )
    assert [each.reason for each in backlog.not_taken] == [
        "It is a pull request, not an issue.",
        "It is a pull request, not an issue.",
        "It is no issue but a bare value.",
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", "[1", "nonsense", "[" * 100_000, '{"items": []}'])
def test_a_file_without_issues_is_an_answer(text):
    with pytest.raises(TrueupError, match=r"holds no issues|is not JSON from line 1"):
        read_github(Decoded(text), "issues.json")


@pytest.mark.parametrize("odd", [None, 5, "x", [], {}, {"name": 5}, [None, 5]])
def test_a_field_of_another_shape_is_left_out(odd):
    found = take(read([dict.fromkeys(REST, odd) | {"number": 1, "title": "A"}]).rows, "github", Settings())
    assert len(found.items) + len(found.not_taken) >= 1
