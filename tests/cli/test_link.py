"""`trueup link`: a table filled in with a spreadsheet becomes `advances:`, and the effort behind KPIs is told."""

from __future__ import annotations

import pytest
import yaml

from cli.backlogs import SHOP, jira

KPIS = """\
title: Shop
objective: {statement: Sell more, owner: sales, kpi: orders}
kpis:
  orders: {title: Orders, owner: sales}
  late: {title: Late orders}
"""


@pytest.fixture
def shop(desk):
    (desk.folder / "shop.csv").write_text(jira(), "utf-8")
    desk.call("import", "jira", "shop.csv", "-o", "shop")
    (desk.folder / "shop" / "initiative.yaml").write_text(KPIS, "utf-8")
    return desk


def fill(desk, **kpis):
    file = desk.folder / "shop" / "links.csv"
    lines = ["item,kpi", *(f'"{item}","{kpi}"' for item, kpi in kpis.items())]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def link(desk, *more):
    return desk.call("link", "shop/links.csv", "--as-of", "2027-01-15", *more)


def epics(desk):
    return yaml.safe_load((desk.folder / "shop" / "backlog" / "jira.yaml").read_text("utf-8"))["epics"]


def test_the_table_as_it_was_written_is_filled_in_and_applied(shop):
    file = shop.folder / "shop" / "links.csv"
    file.write_text(file.read_text("utf-8").replace("SHOP-2,Checkout,", "SHOP-2,Checkout,orders"), "utf-8")
    said = link(shop)
    assert said.status == 0
    assert "SHOP-2 Checkout: nothing -> orders" in said.out
    assert epics(shop)["SHOP-2"]["advances"] == "orders"
    assert "advances" not in epics(shop)["SHOP-6"]


def test_linked_and_aligned_effort_are_told_in_the_unit_of_the_backlog(shop):
    fill(shop, **{"SHOP-2": "orders", "SHOP-6": "late"})
    said = link(shop)
    assert "Of 21 points of open effort:" in said.out
    assert "advances a KPI 21 points (100.0 %), before 0" in said.flat.replace("\u00a0", " ")
    assert "linked (the KPI has an owner) 8 points (38.1 %), before 0" in said.flat.replace("\u00a0", " ")
    assert "aligned (the KPI is owned and measured) 0 points (0.0 %)" in said.flat.replace("\u00a0", " ")
    again = link(shop)
    assert "2 rows with a KPI: the links of 0 items changed; 2 items linked so already." in again.out


def test_points_and_days_are_never_added(shop):
    rows = [*SHOP, {"key": "SHOP-9", "type": "Story", "parent": "6", "title": "x", "time": "57600"}]
    (shop.folder / "shop.csv").write_text(jira(rows), "utf-8")
    shop.call("import", "jira", "shop.csv", "-o", "shop")
    fill(shop, **{"SHOP-6": "orders"})
    said = link(shop)
    assert "Of 21 points of open effort:" in said.out
    assert "1 open item is estimated in days, which are never converted, and count nothing here." in said.out


def test_a_dry_run_says_the_same_and_writes_nothing(shop):
    fill(shop, **{"SHOP-2": "orders"})
    before = (shop.folder / "shop" / "backlog" / "jira.yaml").read_bytes()
    dry = link(shop, "--dry-run")
    assert "the links of 1 item would change" in dry.out
    assert (shop.folder / "shop" / "backlog" / "jira.yaml").read_bytes() == before
    assert link(shop).out == dry.out.replace("would change", "changed")


def test_a_comment_beside_the_items_survives(shop):
    file = shop.folder / "shop" / "backlog" / "jira.yaml"
    text = file.read_text("utf-8").replace("    title: Checkout\n", "    title: Checkout    # the till\n", 1)
    file.write_text(text, "utf-8")
    fill(shop, **{"SHOP-2": "orders, late=2"})
    link(shop)
    assert "title: Checkout    # the till\n" in file.read_text("utf-8")
    assert epics(shop)["SHOP-2"]["advances"] == {"orders": 1, "late": 2}


@pytest.mark.parametrize(
    ("query", "linked"),
    [
        ("label:checkout", ["SHOP-3"]),
        ("type:bug epic:shop-2", ["SHOP-5"]),
        ("level:story status:todo", ["SHOP-3", "SHOP-5", "SHOP-7"]),
        ('title:\\"by c\\"', ["SHOP-3", "SHOP-7"]),
        ('assignee:\\"Ada L.\\"', ["SHOP-3"]),
        ("title:ch", ["SHOP-2", "SHOP-6"]),
        ("level:task", ["SHOP-4"]),
        ("title:answer", ["SHOP-4"]),
        ("level:story title:pay", ["SHOP-3"]),
        ("SHOP-2.SHOP-3", ["SHOP-3"]),
        ("epics.SHOP-2.stories.SHOP-3", ["SHOP-3"]),
    ],
)
def test_items_are_found_by_label_query_and_path(shop, query, linked):
    fill(shop, **{query.replace('\\"', '""'): "orders"})
    assert link(shop).status == 0
    found = [name for name, epic in epics(shop).items() if "advances" in epic]
    stories = [each for epic in epics(shop).values() for each in epic.get("stories", {}).items()]
    found += [name for name, story in stories if "advances" in story]
    found += [name for _, s in stories for name, task in s.get("tasks", {}).items() if "advances" in task]
    assert sorted(found) == linked


def test_a_query_adds_to_what_is_there_and_a_row_of_an_item_sets_it(shop):
    fill(shop, **{"SHOP-3": "late"})
    link(shop)
    fill(shop, **{"label:checkout": "orders"})
    link(shop)
    assert epics(shop)["SHOP-2"]["stories"]["SHOP-3"]["advances"] == ["late", "orders"]
    fill(shop, **{"SHOP-3": "orders"})
    assert "SHOP-3 Pay by card: late, orders -> orders" in link(shop).out


@pytest.mark.parametrize(
    ("item", "kpi", "problem"),
    [
        ("SHOP-2", "order", "Did you mean `orders`?"),
        ("SHOP-22", "orders", "there is no item `SHOP-22`"),
        ("label:none", "orders", "no epic, story or task meets `label:none`"),
        ("labl:x", "orders", "Did you mean `label:`?"),
        ("label:", "orders", "is no term of a query"),
        ("SHOP-2", "orders=0", "is not above zero"),
        ("", "orders", "it names the KPI `orders` and no item"),
        ("status:cancelled", "orders", "all that meets `status:cancelled` is cancelled work"),
    ],
)
def test_a_row_that_cannot_be_followed_stops_everything(shop, item, kpi, problem):
    fill(shop, **{"SHOP-6": "orders", item: kpi})
    before = (shop.folder / "shop" / "backlog" / "jira.yaml").read_bytes()
    said = link(shop)
    assert said.status == 2
    assert "row 3: " in said.out
    assert problem in said.out
    assert "Nothing was written" in said.out
    assert (shop.folder / "shop" / "backlog" / "jira.yaml").read_bytes() == before


def test_without_a_kpi_the_epics_are_ranked_by_effort_and_missing_estimates(shop):
    (shop.folder / "shop" / "initiative.yaml").write_text("title: Shop\n", "utf-8")
    said = link(shop)
    assert said.status == 0
    assert "No KPI is defined yet" in said.out
    ranking = [line.split()[0] for line in said.out.splitlines() if line.startswith("  SHOP")]
    assert ranking == ["SHOP-6", "SHOP-2"]
    assert "13 points" in said.out


def test_an_empty_table_says_what_to_fill_in(shop):
    said = link(shop)
    assert said.status == 0
    assert "No row names a KPI. Fill the column `kpi` with orders, late." in said.out


@pytest.mark.parametrize("text", ["", "item\nSHOP-2\n", "a,b\n1,2\n"])
def test_a_file_that_is_no_table_of_links_is_an_answer(shop, text):
    (shop.folder / "shop" / "links.csv").write_text(text)
    assert link(shop).status == 2


def test_a_document_with_faults_is_an_answer(shop):
    (shop.folder / "shop" / "initiative.yaml").write_text("title: Shop\nkpi: x\n", "utf-8")
    fill(shop, **{"SHOP-2": "orders"})
    said = link(shop)
    assert (said.status, said.out) == (2, "")


def test_items_that_are_a_title_alone_are_linked_too(desk):
    desk.initiative(KPIS + "epics: {E1: {title: A, stories: {S1: Only a title}}}\n", name="shop")
    fill(desk, S1="late")
    assert link(desk).status == 0
    text = yaml.safe_load((desk.folder / "shop" / "initiative.yaml").read_text("utf-8"))
    assert text["epics"]["E1"]["stories"]["S1"] == {"title": "Only a title", "advances": "late"}


# ---- taking links out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dash", ["-", "\u2013", "'-"])
def test_a_dash_takes_the_links_out(shop, dash):
    fill(shop, **{"SHOP-2": "orders", "SHOP-6": "late"})
    link(shop)
    fill(shop, **{"SHOP-2": dash})
    assert "SHOP-2 Checkout: orders -> nothing" in link(shop).out
    assert "advances" not in epics(shop)["SHOP-2"]
    assert epics(shop)["SHOP-6"]["advances"] == "late"


def test_a_dash_for_a_query_takes_out_all_that_it_finds_and_no_row_names_alone(shop):
    fill(shop, **{"SHOP-2": "orders", "SHOP-3": "late", "SHOP-6": "late"})
    link(shop)
    fill(shop, **{"status:todo": "-", "status:doing": "-", "SHOP-6": "late"})
    assert link(shop).status == 0
    assert "advances" not in epics(shop)["SHOP-2"]
    assert "advances" not in epics(shop)["SHOP-2"]["stories"]["SHOP-3"]
    assert epics(shop)["SHOP-6"]["advances"] == "late"


def test_two_rows_that_set_and_take_out_one_link_are_an_answer(shop):
    fill(shop, **{"SHOP-2": "orders", "epics.SHOP-2": "-"})
    said = link(shop)
    assert said.status == 2
    assert "row 3: it takes out the links of `SHOP-2 Checkout`, which another row sets." in said.out


def test_an_empty_cell_leaves_a_link_as_it_is_and_says_how_to_take_it_out(shop):
    fill(shop, **{"SHOP-2": "orders", "SHOP-6": "late"})
    link(shop)
    fill(shop, **{"SHOP-2": "", "SHOP-6": "late"})
    said = link(shop)
    assert "SHOP-2 Checkout: still orders. An empty cell changes nothing; write `-` in it to un-link." in said.out
    assert epics(shop)["SHOP-2"]["advances"] == "orders"


def test_where_all_is_linked_already_nobody_is_told_to_fill_in_a_kpi(shop):
    fill(shop, **{"SHOP-2": "orders"})
    link(shop)
    fill(shop, **{"SHOP-2": ""})
    said = link(shop)
    assert "No row names a KPI" not in said.out
    assert "The column `kpi` is empty, so nothing changed; 1 item is linked to a KPI already." in said.out
    assert "Of 21 points of open effort:" in said.out


def test_cancelled_work_is_named_as_such(shop):
    fill(shop, **{"SHOP-8": "orders"})
    assert "SHOP-8 Tidy up (cancelled): nothing -> orders" in link(shop).out


def test_one_point_is_a_point(desk):
    desk.initiative(KPIS + "epics: {E1: {title: A, estimate: 1 point}}\n", name="shop")
    fill(desk, E1="late")
    assert "Of 1 point of open effort:" in link(desk).out
