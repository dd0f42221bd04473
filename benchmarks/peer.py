"""The same portfolio for throughline, a requirements tool that also checks a chain of items kept as text in git."""

from __future__ import annotations

import subprocess
from pathlib import Path

from generate import EPIC, STORIES, TASKS, WORK
from peer_home import installed

VERSION = "4.2.0"
SEEDS = ("nonfunctional", "requirements", "non-goals", "tests", "vision", "docs")


def install(folder: Path, wheel: str | None) -> Path | None:
    """Install it into a virtual environment of its own and return its command; None, said on stderr, where it fails."""
    wanted = wheel or f"throughline=={VERSION}"
    if installed(folder, [wanted], f"throughline {VERSION}") is None:
        return None
    return folder / "bin" / "tl"


def project(tl: Path, folder: Path, items: int) -> Path:
    """Write an initiative's objective as an intent and each epic, story and task as a requirement that leads to it.

    The scaffold is its own (`tl init`), without the seeds, the rule that every requirement has a test (there are none
    here, so it would warn 5,000 times) and the published documents (there are none either).
    """
    folder.mkdir()
    subprocess.run([str(tl), "init", "--name", "bench"], cwd=folder, check=True, capture_output=True)
    for seed in SEEDS:
        for file in (folder / seed).glob("*.*"):
            if file.name != ".register.yml":
                file.unlink()
    settings = folder / "throughline.toml"
    settings.write_text(settings.read_text("utf-8").partition("# Coverage:")[0], encoding="utf-8")
    for name in ("requirements", "vision"):
        register = folder / name / ".register.yml"
        register.write_text(register.read_text("utf-8").replace("digits: 4", "digits: 6"), encoding="utf-8")
    epics = items // EPIC
    for epic in range(epics):
        if epic % 4 == 0:
            _write(folder, f"INT-{epic:06}", "intent", f"Faster claims in region {epic}", [])
        _epic(folder, epic)
    return folder


def _epic(folder: Path, epic: int) -> None:
    first = epic * EPIC
    _write(folder, f"REQ-{first:06}", "requirement", f"Part {epic} of faster claims", [f"INT-{epic - epic % 4:06}"])
    for story in range(STORIES):
        at = first + 1 + story * (TASKS + 1)
        title = f"{WORK[story % len(WORK)]} claims by kind, step {story}"
        _write(folder, f"REQ-{at:06}", "requirement", title, [f"REQ-{first:06}"])
        for task in range(1, TASKS + 1):
            title = f"{WORK[task % len(WORK)]} what region {epic} sends, part {task}"
            _write(folder, f"REQ-{at + task:06}", "requirement", title, [f"REQ-{at:06}"])


def _write(folder: Path, uid: str, kind: str, title: str, grounds: list[str]) -> None:
    lines = [f"uid: {uid}", f"type: {kind}", "status: approved", f"title: {title}", f"text: {title}."]
    lines.append(f"normative: {'true' if kind == 'requirement' else 'false'}")
    if grounds:
        lines.append("links:")
    for target in grounds:
        lines += [f"- target: {target}", "  type: derives_from"]
    place = "vision" if kind == "intent" else "requirements"
    (folder / place / f"{uid}.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
