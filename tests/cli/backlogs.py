"""Exports of a small shop's backlog, as Jira and GitHub write them."""

from __future__ import annotations

import csv
import io

HEAD = (
    "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Resolution", "Parent", "Custom field (Story Points)",
    "Original Estimate", "Assignee", "Labels", "Labels", "Due date", "Description",
    "Custom field (Acceptance Criteria)",
)  # fmt: skip
KEYS = (
    "title", "key", "id", "type", "status", "resolution", "parent", "points",
    "time", "assignee", "label", "label2", "due", "description", "acceptance",
)  # fmt: skip

SHOP = (
    {"key": "SHOP-4", "id": "4", "type": "Sub-task", "parent": "3", "title": "Read the answer", "status": "Done",
     "time": "28800"},
    {"key": "SHOP-3", "id": "3", "type": "Story", "parent": "2", "title": "Pay by card", "points": "5",
     "label": "checkout", "label2": "money", "assignee": "Ada L.", "due": "31/May/27 12:00 AM",
     "description": "As a buyer,\n- I pay", "acceptance": "* It is paid\n* It is told"},
    {"key": "SHOP-2", "id": "2", "type": "Epic", "parent": "1", "title": "Checkout", "status": "In Progress"},
    {"key": "SHOP-1", "id": "1", "type": "Initiative", "title": "Sell more"},
    {"key": "SHOP-5", "id": "5", "type": "Bug", "parent": "2", "title": "Wrong sum", "points": "3",
     "status": "Waiting for Bank"},
    {"key": "SHOP-6", "id": "6", "type": "Epic", "title": "Search"},
    {"key": "SHOP-7", "id": "7", "type": "Story", "parent": "6", "title": "Find by colour", "points": "13",
     "label": "search"},
    {"key": "SHOP-8", "id": "8", "type": "Task", "title": "Tidy up", "status": "Closed", "resolution": "Won't Do"},
)  # fmt: skip


def jira(rows=SHOP, separator=",", head=HEAD) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(head)
    writer.writerows([row.get(key, "To Do" if key == "status" else "") for key in KEYS] for row in rows)
    return text.getvalue()


def changed(key, **more):
    return tuple(row | more if row["key"] == key else row for row in SHOP)


def read_csv(text) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
