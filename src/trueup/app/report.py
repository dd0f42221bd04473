"""Assess an initiative and write the answer as one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from trueup.adapters.output import write_whole
from trueup.app.assess import Settings, Trace, assess
from trueup.core.base.finding import Phase
from trueup.render.html.report import report_html


def report(path: Path, output: Path, *, as_of: date, phase: Phase | None, settings: Settings, trace: Trace) -> int:
    """Write the report of the initiative at a path, never half; return its size in bytes."""
    page = report_html(assess(path, as_of=as_of, phase=phase, settings=settings, trace=trace)).encode()
    write_whole(output, page)
    return len(page)
