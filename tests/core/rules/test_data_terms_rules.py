"""Rules about what a data set must state: steward, contract, licence, personal data."""

import pytest

from core.rules.cases import findings, only

WHOLE = {"steward": "s", "contract": "c.yaml", "licence": "Ours", "personal_data": "no"}
USED = "options: {o: {kind: rules, uses: [t]}}\n"


def table(*without, more=USED, **changes):
    stated = ", ".join(f"{key}: {value}" for key, value in {**WHOLE, **changes}.items() if key not in without)
    return f"title: A\ndata: {{t: {{source: t.csv, owner: bo{', ' + stated if stated else ''}}}}}\n{more}"


def test_a_data_set_that_states_everything_is_left_alone():
    assert findings("DAT009", table()) == ()


@pytest.mark.parametrize(
    ("key", "said", "severity"),
    [
        ("steward", "no steward", "notes"),
        ("contract", "no data contract", "notes"),
        ("licence", "no licence", "warns"),
        ("personal_data", "no personal-data class", "warns"),
    ],
)
def test_what_is_not_stated_is_named_and_the_law_weighs_more(key, said, severity):
    found = only("DAT009", table(key))
    assert (found.problem, found.severity) == (f"Data set `t` states {said}.", severity)
    assert (found.fix, found.owner) == (f"Add `{key}:` to data.t.", "bo")


def test_a_data_set_that_nothing_stands_on_needs_no_contract_and_is_only_noted():
    assert findings("DAT009", table("contract", more="")) == ()
    assert only("DAT009", table("contract", "licence", more="")).severity == "notes"


def test_personal_data_without_anything_that_allows_its_use_says_so():
    found = only("DAT009", table("licence", personal_data="special"))
    assert found.problem == "Data set `t` states no licence. It holds special data."


def test_a_portfolio_may_leave_a_part_out_and_a_steward_must_be_there():
    assert findings("DAT009", table("contract"), limits={"contract": 0}) == ()
    assert only("DAT009", table(more=USED + "people: {bo: {}, s: {left: 2025-01-01}}\n"))


def test_one_finding_a_data_set():
    found = only("DAT009", table(*WHOLE))
    assert found.problem == ("Data set `t` states no personal-data class, no licence, no steward and no data contract.")


def test_a_contract_that_is_not_there_is_told_at_its_line_to_the_steward():
    found = only("DAT010", table(), missing=["data.t.contract"])
    assert found.problem == "The contract of data set `t`, c.yaml, is not there."
    assert (found.owner, found.place.path) == ("s", "data.t.contract")
    assert findings("DAT010", table()) == ()
