"""`-o` of every verb: a folder that is not there is refused, `-` is the standard output."""

import subprocess

import pytest

from desk import AS_OF, COMMAND, WHOLE

pytestmark = pytest.mark.usefixtures("answered_once")

VERBS = {
    "report": ("report", "orders"),
    "executive": ("report", "orders", "--for", "executive"),
    "check": ("check", "orders"),
    "diff": ("diff", "orders", "orders"),
    "show": ("show", "orders"),
    "strategy": ("strategy", "orders"),
    "brief": ("brief", "orders"),
    "calendar": ("calendar", "orders"),
    "schema": ("schema",),
    "export": ("export", "csv", "orders"),
    "priorities": ("priorities", "orders"),
    "ballot": ("priorities", "orders", "--ballot", "ops"),
    "data": ("data", "orders", "--format", "json"),
    "draft": ("contract", "draft", "orders/orders.csv"),
    "log": ("log", "orders"),
    "request": ("sign", "orders", "--request"),
}
BEGINS = {
    "report": "<!doctype html>",
    "executive": "<!doctype html>",
    "check": "next: ",
    "diff": "Nothing changed.",
    "show": "<svg",
    "strategy": "<!doctype html>",
    "brief": "# ",
    "calendar": "BEGIN:VCALENDAR",
    "schema": "{",
    "export": "key,type,title",
    "priorities": "<!doctype html>",
    "ballot": "\ufeff",
    "data": "{",
    "draft": "#",
    "log": "Nothing was signed",
    "request": "<!doctype html>",
}


@pytest.fixture
def orders(desk):
    desk.initiative(WHOLE + "epics: {E1: {title: Pack better, estimate: 3, advances: late}}\n")
    (desk.folder / "portfolio.yaml").write_text(
        "strategic_objectives: {cheap: Spend less}\n"
        "data_strategy: {orders: {objective: cheap, decision: which carrier, needs: orders}}\n"
    )
    return desk


@pytest.mark.parametrize("name", VERBS)
def test_a_folder_that_is_not_there_is_refused_and_not_made(orders, name):
    said = orders.call(*VERBS[name], "-o", "nowhere/at/all/x.html")
    assert said.status == 2
    assert "nowhere/at/all does not exist." in said.err
    assert "`mkdir -p " in said.err
    assert not (orders.folder / "nowhere").exists()


@pytest.mark.parametrize("name", VERBS)
def test_a_dash_writes_to_the_standard_output_and_nothing_else_goes_there(orders, name):
    said = orders.call(*VERBS[name], "-o", "-")
    assert said.out.lower().startswith(BEGINS[name].lower())
    assert "Wrote" not in said.out
    assert not (orders.folder / "-").exists()


def test_what_comes_out_is_what_would_stand_in_the_file(orders):
    day = ("--as-of", AS_OF)
    orders.call("report", "orders", *day, "-o", "a.html")
    done = subprocess.run(
        [COMMAND, "report", "orders", *day, "-o", "-"],
        cwd=orders.folder,
        env=orders.env(),
        capture_output=True,
        check=True,
    )
    assert done.stdout == (orders.folder / "a.html").read_bytes()


def test_a_file_is_no_folder(orders):
    said = orders.call("schema", "-o", "orders/orders.csv/x")
    assert said.status == 2
    assert "orders/orders.csv is not a folder." in said.err
