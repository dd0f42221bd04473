"""Begin an initiative from five answers: a first document that says in comments what only people can fill."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from trueup.adapters.folder import INITIATIVE
from trueup.adapters.output import write_whole
from trueup.core.base.errors import TrueupError
from trueup.render.draft import Draft, clean, draft

QUESTIONS: Final = (
    ("objective", "What shall be better, for whom, by when?", "Settle a claim within ten days by the end of 2027"),
    ("measure", "How would you measure it?", "Share of claims settled within ten days"),
    ("owner", "Who answers for it? (an id: a role or a name)", "head-of-claims"),
    ("data", "In which file is the data, if there is one?", "data/claims.csv"),
    ("planned", "What is planned? (separate with semicolons)", "routing rules; dashboard; model for hard cases"),
)
"""The five questions: key, question, example answer."""

_LONGEST_HEADER: Final = 100_000


def refuse_existing(folder: Path) -> Path:
    """Return where the document will stand; raises `TrueupError` where one stands already or no folder can be made."""
    file = folder / INITIATIVE
    if file.exists() or file.is_symlink():
        raise TrueupError.option(f"{file} exists already.", str(file), "Choose another folder, or edit the file.")
    if folder.exists() and not folder.is_dir():
        raise TrueupError.option(f"{folder} is a file.", str(folder), "Name a folder, a new one or an existing one.")
    return file


def begin(folder: Path, answers: Mapping[str, str]) -> Path:
    """Write `initiative.yaml` into a folder and return its path; raises `TrueupError` where one stands already."""
    file = refuse_existing(folder)
    data = _source(folder, answers.get("data", "").strip())
    found = Draft(
        title=_title(answers.get("objective", ""), folder),
        objective=answers.get("objective", ""),
        measure=answers.get("measure", ""),
        owner=answers.get("owner", ""),
        data=data,
        columns=_columns(folder, data),
        planned=tuple(answers.get("planned", "").split(";")),
    )
    write_whole(file, draft(found).encode())
    return file


def _title(objective: str, folder: Path) -> str:
    named = clean(objective).rstrip(".") or folder.resolve().name.replace("-", " ").replace("_", " ").capitalize()
    return named or "New initiative"


def _source(folder: Path, data: str) -> str:
    """Return a source relative to the initiative's folder, where a file named from there or from here is found."""
    if not data or "\0" in data:
        return clean(data)
    try:
        named = Path(data).expanduser()
        if named.is_absolute() or (not (folder / named).exists() and named.exists()):
            return Path(os.path.relpath(named, folder)).as_posix() if named.exists() else named.as_posix()
    except (OSError, RuntimeError, ValueError):
        return data
    return data


def _columns(folder: Path, data: str) -> tuple[str, ...]:
    """Return the header of a CSV file, to be shown in the draft's comments; nothing where it cannot be read."""
    file = Path(os.path.normpath(folder / data))  # the folder may not be there yet, so `folder/..` leads nowhere
    try:
        if not data.lower().endswith((".csv", ".tsv")) or not file.is_file():
            return ()
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            header = lines.readline(_LONGEST_HEADER)
    except (OSError, ValueError):
        return ()
    separator = max(",;\t|", key=header.count)
    try:
        return tuple(name.strip() for name in next(csv.reader([header], delimiter=separator), []))
    except csv.Error:
        return ()
