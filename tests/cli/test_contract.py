"""`trueup contract`: drafts are sound and never overwrite, checks and comparisons leave with what they found."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from trueup.adapters.odcs import read_contract
from trueup.cli.contract import command
from trueup.core.base.errors import TrueupError

CONTRACTS = Path(__file__).parents[1] / "data" / "contracts"
NEWER = CONTRACTS / "orders-3.1.odcs.yaml"
SALES = "order_id,shop,yes,amount,sold_on,note\nO1,north,1,9.5,2026-01-02,\nO2,south,0,-3.0,2026-01-04,n/a\n"


def run(*words):
    result = CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value, result.output


@pytest.fixture
def sales(tmp_path):
    file = tmp_path / "sales.csv"
    file.write_text(SALES)
    return file


def test_a_draft_of_a_file_is_a_sound_contract_of_what_holds(sales):
    status, text = run("draft", sales)
    reading = read_contract(text.encode(), "draft")
    assert (status, reading.faults) == (0, ())
    columns = {prop.name: prop for prop in reading.contract.schemas[0].properties}
    assert columns["order_id"].position == 1
    assert columns["sold_on"].logical_type == "date"
    assert columns["amount"].required
    assert not columns["note"].required
    assert columns["amount"].options == ()
    assert "# seen: logicalTypeOptions: {minimum: -3.0, maximum: 9.5}" in text
    assert '- name: "yes"' in text


def test_a_draft_of_a_data_set_says_whose_it_is_and_what_it_refers_to(tmp_path, sales):
    (tmp_path / "initiative.yaml").write_text(
        "title: T\ndata:\n"
        "  sales: {source: sales.csv, owner: ann, steward: bob, key: [shop, sold_on], references: {shop: shops.shop}}\n"
        "  shops: {source: shops.csv}\n"
    )
    _, text = run("draft", "sales", tmp_path)
    contract = read_contract(text.encode(), "draft").contract
    orders = contract.schemas[0]
    assert [(member.username, member.role) for member in contract.team] == [("ann", "owner"), ("bob", "steward")]
    assert [prop.name for prop in orders.key] == ["shop", "sold_on"]
    assert orders.property_called("shop").relationships[0].to == ("shops.shop",)


def test_a_draft_is_written_once_and_again_only_by_force(sales, tmp_path):
    output = tmp_path / "contracts" / "sales.odcs.yaml"
    output.parent.mkdir()
    assert run("draft", sales, "-o", output)[0] == 0
    output.write_text("mine")
    with pytest.raises(TrueupError, match="is there already"):
        run("draft", sales, "-o", output)
    assert output.read_text() == "mine"
    run("draft", sales, "-o", output, "--force")
    assert output.read_text().startswith("# A draft")


@pytest.mark.parametrize(
    ("name", "why"), [("salse", "neither a file nor a data set"), ("broken.parquet", "broken.parquet")]
)
def test_what_cannot_be_drafted_says_why(tmp_path, sales, name, why):
    (tmp_path / "initiative.yaml").write_text("title: T\ndata: {sales: sales.csv}\n")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(TrueupError) as stopped:
        run("draft", tmp_path / name if "." in name else name, tmp_path)
    assert why in stopped.value.problem


def test_a_sound_contract_is_checked_with_what_is_not_run():
    status, text = run("check", NEWER)
    assert status == 0
    assert "no fault; v3.1.0, 1 table, 10 properties, 7 quality rules" in text
    assert "not run: " in text
    assert "The query has a second table." in text


def test_a_contract_with_a_fault_leaves_with_one_and_says_where(tmp_path):
    file = tmp_path / "c.odcs.yaml"
    file.write_text(NEWER.read_text().replace("status: active", "stauts: active"))
    status, text = run("check", file, NEWER)
    assert status == 1
    assert f"{file}:7: stauts: `stauts` is no key of the contract in v3.2.0.\n    Did you mean `status`?" in text
    status, text = run("check", file, "--format", "json")
    told = json.loads(text)["contracts"][0]
    assert (status, told["read"], told["id"]) == (1, True, "orders-31")
    assert told["faults"][0]["where"] == f"{file}:2"


def test_a_text_that_is_no_contract_is_a_fault(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text("- a\n- b\n")
    status, text = run("check", file)
    assert status == 1
    assert "it could not be read" in text


def test_a_comparison_leaves_with_one_where_something_breaks(tmp_path):
    file = tmp_path / "c.odcs.yaml"
    file.write_text(NEWER.read_text().replace("physicalName: order_id", "physicalName: orderno"))
    status, text = run("diff", NEWER, file)
    assert status == 1
    assert text.startswith("breaking: breaks what works today\n")
    assert text.endswith("(1.4.0 -> 1.4.0), but these changes need a new major version.\n")
    status, text = run("diff", NEWER, NEWER)
    assert status == 0
    assert text.startswith("Nothing changed for those who read the data.\n")
    told = json.loads(run("diff", NEWER, file, "--format", "json")[1])
    assert told["breaks"]
    assert told["version"]["needs"] == "major"
    assert [change["effect"] for change in told["changes"]] == ["breaking"]


def test_a_version_of_a_git_revision_is_compared(tmp_path, monkeypatch):
    file = tmp_path / "contracts" / "c.odcs.yaml"
    file.parent.mkdir()
    file.write_bytes(NEWER.read_bytes())
    git = ["git", "-C", tmp_path, "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    file.write_text(NEWER.read_text().replace("unique: true", "unique: false"))
    monkeypatch.chdir(tmp_path)
    status, text = run("diff", "HEAD:contracts/c.odcs.yaml", "contracts/c.odcs.yaml")
    assert status == 0
    assert "its values may repeat" in text
    for word in ("HEAD:contracts/other.yaml", "HEAD~9:contracts/c.odcs.yaml", "--help:x", "nowhere.yaml"):
        with pytest.raises(TrueupError):
            run("diff", "--", word, "contracts/c.odcs.yaml")
