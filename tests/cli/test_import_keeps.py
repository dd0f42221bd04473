"""Whatever people write between imports, and however often they link and import: nothing they wrote is ever lost."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from datetime import date
from itertools import takewhile
from pathlib import Path

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cli.backlogs import jira, read_csv
from trueup.app.import_ import import_backlog
from trueup.app.link import apply
from trueup.core.backlog.row import Settings

KPIS = "title: Shop\nobjective: {statement: Sell more, owner: ops, kpi: late}\nkpis: {late: {}, orders: {}}\n"
FIRST = "Issue key,Issue id,Issue Type,Summary,Parent,Story Points\nA-1,1,Epic,First,,\nA-2,2,Story,One,1,3\n"
COMMENT = re.compile(r"#.*$", re.MULTILINE)


def test_importing_a_changed_export_twice_loses_nothing(desk):
    (desk.folder / "m1.csv").write_text(FIRST)
    (desk.folder / "m2.csv").write_text(FIRST.replace("One,1,3", "One,1,5"))
    desk.call("import", "jira", "m1.csv", "-o", "M", "--objective", "O", "--kpi", "late", "--owner", "coo")
    file, links = desk.folder / "M" / "backlog" / "jira.yaml", desk.folder / "M" / "links.csv"
    mine = "title: One   # mine\n        acceptance: [fast]"
    file.write_text(file.read_text("utf-8").replace("title: One", mine) + "  OWN-1: {title: ours}\n", "utf-8")
    links.write_text(links.read_text("utf-8").replace("First,,", "First,late,"), "utf-8")
    assert desk.call("link", "M/links.csv").status == 0
    for _ in range(3):
        assert desk.call("import", "jira", "m2.csv", "-o", "M").status == 0
        text = file.read_text("utf-8")
        assert "title: One   # mine\n" in text
        epics = yaml.safe_load(text)["epics"]
        assert epics["A-1"]["advances"] == "late"
        assert epics["A-1"]["stories"]["A-2"] == {"title": "One", "acceptance": ["fast"], "estimate": "5 points"}
        assert epics["OWN-1"] == {"title": "ours"}


# ---- any sequence ---------------------------------------------------------------------------------------------------

ROWS = ("E-1", "E-2", "S-1", "S-2", "S-3", "T-1")
KINDS = {"E": "Epic", "S": "Story", "T": "Sub-task"}


def a_row(key, parent, points, title, labels):
    found = {
        "key": key,
        "type": KINDS[key[0]],
        "title": title,
        "points": points,
        "label": labels[0],
        "label2": labels[1],
    }
    return found | ({"parent": parent} if key[0] != "E" else {})


EXPORTS = st.lists(
    st.builds(
        a_row,
        st.sampled_from(ROWS),
        st.sampled_from(["E-1", "E-2", "S-1", "S-2"]),
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["a", "b"]),
        st.sampled_from([("", ""), ("x", ""), ("x", "y"), ("y", "z")]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row["key"],
)
AT = st.integers(0, 60)
STEPS = st.one_of(
    st.tuples(st.just("import"), EXPORTS),
    st.tuples(st.sampled_from(["remark", "line", "key", "value", "item", "split", "kpi", "note", "row"]), AT),
    st.tuples(st.just("link"), st.none()),
)


def has_role(lines, indent):
    """Whether the item whose keys stand at an indent has a role: it may be given once."""
    own = takewhile(lambda line: not line.strip() or line.startswith(indent), lines)
    return any(line.startswith(f"{indent}role:") for line in own)


class Shop:
    """A folder with a backlog that is imported, edited and linked in turn."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.file = self.folder / "backlog" / "jira.yaml"
        self.links = self.folder / "links.csv"
        self.edits = 0
        (self.folder / "initiative.yaml").write_text(KPIS)

    def take(self, kind, how):
        self.edits += 1
        if kind == "import":
            self.imported(how)
        elif not self.file.exists():
            return
        elif kind == "link":
            faults = apply(self.links, self.folder, as_of=date(2027, 1, 1), dry_run=False).plan.faults
            assert [fault.problem for fault in faults] == self.unmet()
        elif kind in ("kpi", "note", "row"):
            self.fill(kind, how)
        else:
            self.edit(kind, how)

    def unmet(self):
        """Return what is wrong with the rows that give a KPI to a label which nothing bears (any more)."""
        epics = yaml.load(self.file.read_text("utf-8"), yaml.CSafeLoader)["epics"] or {}
        borne = {label for _, item in walked(epics) for label in item.get("labels") or ()}
        asked = [row for row in self.table() if row["item"] == "label:x" and row["kpi"]]
        return [] if "x" in borne else ["no epic, story or task meets `label:x`"] * len(asked)

    def edit(self, kind, at):
        lines = self.file.read_text("utf-8").split("\n")
        places = [
            n for n, line in enumerate(lines) if line.startswith("  ") and not line.strip().startswith(("#", "- "))
        ]
        if not places:
            return
        n = places[at % len(places)]
        indent = " " * (len(lines[n]) - len(lines[n].lstrip()))
        name, bare = lines[n].strip().partition(":")[0], lines[n].partition("#")[0].rstrip()
        if kind == "remark":
            lines[n] += f"  # mine {self.edits}"
        elif kind == "line":
            lines.insert(n, f"{indent}# mine {self.edits}")
        elif kind == "key" and name == "title" and not has_role(lines[n:], indent):
            lines.insert(n + 1, f"{indent}role: mine{self.edits}")
        elif kind == "value" and name in ("title", "estimate"):
            lines[n] = f"{indent}{name}: {self.edits} points  {'#' + lines[n].partition('#')[2]}"
        elif kind == "item" and name in ("stories", "tasks") and bare.endswith(":"):
            lines.insert(n + 1, f"{indent}  OWN-{self.edits}: {{title: ours}}")
        elif kind == "split" and name == "labels" and bare.endswith("]"):
            entries = bare.partition("[")[2][:-1].split(", ")
            lines[n : n + 1] = [f"{indent}labels:", *(f"{indent}  - {each}  # mine {each}" for each in entries)]
        self.file.write_text("\n".join(lines), "utf-8")

    def fill(self, kind, at):
        rows = self.table()
        if kind == "row" and rows:
            more = {"item": rows[0]["item"], "kpi": "orders"} if at % 2 else {"item": "label:x", "kpi": ""}
            rows.append(more | {"ours": f"mine {self.edits}"})
        elif rows:
            rows[at % len(rows)] |= {"kpi": "late"} if kind == "kpi" else {"ours": f"mine {self.edits}"}
        names = list(dict.fromkeys(name for row in rows for name in row))
        body = [";".join(row.get(name) or "" for name in names) for row in rows]
        self.links.write_text("\n".join([";".join(names), *body]) + "\n", "utf-8")

    def table(self):
        return read_csv(self.links.read_text("utf-8").replace(";", ","))

    def imported(self, rows):
        before = self.written() if self.file.exists() else None
        (self.folder / "shop.csv").write_text(jira(rows), "utf-8")
        import_backlog("jira", self.folder / "shop.csv", self.folder, Settings())
        if before:
            assert_kept(before, self.written())

    def written(self):
        """Return what stands here: comments, every value with its place, and what the links say beside our columns."""
        text = self.file.read_text("utf-8")
        links = Counter((row["item"], row["kpi"], row["ours"]) for row in self.table() if row.get("ours"))
        links.update((row["item"], row["kpi"], "") for row in self.table() if row["kpi"])
        record = json.loads((self.folder / "backlog" / "jira.json").read_text("utf-8"))
        base = {(each["id"], key, flat(value)) for each in record["items"] for key, value in each["values"].items()}
        items = dict(walked(yaml.load(text, yaml.CSafeLoader)["epics"] or {}))
        values = {
            (name, key, flat(value))
            for name, item in items.items()
            for key, value in item.items()
            if key not in ("stories", "tasks")
        }
        return Counter(COMMENT.findall(text)), set(items), values, values - base, links


def flat(value):
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def walked(items):
    for name, item in items.items():
        yield name, item
        for key in ("stories", "tasks"):
            yield from walked(item.get(key) or {})


def assert_kept(before, after):
    comments, items, _, mine, links = before
    assert not comments - after[0]
    assert items <= after[1]
    assert mine <= after[2]
    assert not links - after[4]


ONE = ("import", [a_row("E-1", "E-1", "", "a", ("", ""))])


@settings(max_examples=150, deadline=None)
@example([ONE, ("row", 0), ("kpi", 1), ONE, ("link", None)])
@given(st.lists(STEPS, min_size=3, max_size=14))
def test_no_sequence_of_edits_links_and_imports_loses_what_people_wrote(steps):
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(folder)
        for kind, how in steps:
            shop.take(kind, how)
        if shop.file.exists():
            text = shop.file.read_text("utf-8")
            assert yaml.safe_load(text) == yaml.load(text, yaml.CSafeLoader)
