"""Begin an initiative from five answers: a first document that says in comments what only people can fill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from trueup.adapters.folder import INITIATIVE
from trueup.adapters.output import write_whole
from trueup.core.base.errors import TrueupError
from trueup.render.draft import Draft, draft

QUESTIONS: Final = (
    ("objective", "What shall be better, for whom, by when?", "Settle a claim within ten days by the end of 2027"),
    ("measure", "How would you measure it?", "Share of claims settled within ten days"),
    ("owner", "Who answers for it? (an id: a role or a name)", "head-of-claims"),
    ("data", "In which file is the data, if there is one?", "data/claims.csv"),
    ("planned", "What is planned? (separate with semicolons)", "routing rules; dashboard; model for hard cases"),
)
"""The five questions: key, question, example answer."""


def begin(folder: Path, answers: Mapping[str, str]) -> Path:
    """Write `initiative.yaml` into a folder and return its path; raises `TrueupError` where one stands already."""
    file = folder / INITIATIVE
    if file.exists():
        raise TrueupError.option(f"{file} exists already.", str(file), "Choose another folder, or edit the file.")
    data = answers.get("data", "").strip()
    found = Draft(
        title=_title(answers.get("objective", ""), folder),
        objective=answers.get("objective", "").strip(),
        measure=answers.get("measure", "").strip(),
        owner=_id(answers.get("owner", "")),
        data=data,
        columns=_columns(folder, data),
        planned=tuple(part.strip() for part in answers.get("planned", "").split(";") if part.strip()),
    )
    write_whole(file, draft(found).encode())
    return file


def _title(objective: str, folder: Path) -> str:
    return (
        objective.strip().rstrip(".")[:80] or folder.resolve().name.replace("-", " ").capitalize() or "New initiative"
    )


def _id(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", text.strip()).strip("-").lower()[:60]


def _columns(folder: Path, data: str) -> tuple[str, ...]:
    """Return the header of a CSV file, to be shown in the draft's comments; nothing where it cannot be read."""
    file = folder / data
    if not data.endswith(".csv") or not file.is_file():
        return ()
    with file.open(encoding="utf-8", errors="replace") as lines:
        header = lines.readline(10_000).strip()
    separator = max(",;\t|", key=header.count)
    return tuple(name.strip().strip('"') for name in header.split(separator))[:40]
