"""Assess an initiative and write the answer as one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from trueup.adapters.output import write_whole
from trueup.app.assess import Settings, assess
from trueup.core.base.finding import Phase
from trueup.render.html.report import report_html


def report(path: Path, output: Path, *, as_of: date, phase: Phase | None, settings: Settings) -> int:
    """Write the report of the initiative at a path; return its size in bytes. A previous report is never half-written."""
    page = report_html(assess(path, as_of=as_of, phase=phase, settings=settings)).encode()
    write_whole(output, page)
    return len(page)
