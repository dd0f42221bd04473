"""The readiness of data as Markdown: for a pull request, a wiki, a mail."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.results.checks import CheckResult, DataReadiness
from trueup.core.readiness.report import DataReport, cell
from trueup.render.data_words import (
    PROFILED,
    cell_words,
    failing,
    impact_words,
    needs_all,
    needs_all_words,
    not_due_words,
    outcome_words,
    owner_name,
    repair_words,
    sample_words,
    skipped,
    standing,
    summary,
    title_of,
)
from trueup.render.harmless import one_line
from trueup.render.profile_text import profile_text


def data_markdown(found: DataReport) -> str:
    """Return the readiness as Markdown, ending in a line break."""
    return "\n".join(_lines(found)).rstrip() + "\n"


def _lines(found: DataReport) -> Iterator[str]:
    yield f"# {_plain(title_of(found))}"
    yield ""
    yield summary(found)
    yield ""
    if found.readiness:
        yield from _table(found)
    first = found.first()
    if first:
        yield "## Fix these first"
        yield ""
        for owner, repairs in first.items():
            yield f"**{_plain(owner_name(found, owner))}**"
            yield ""
            for number, repair in enumerate(repairs, 1):
                more = " ".join(impact_words(repair.impact, found.document.initiative)) if repair.impact else ""
                yield f"{number}. {_words(f'{repair_words(repair)} {more}'.rstrip())}"
            yield ""
    for each in found.readiness:
        yield from _data_set(each)
    for data, why in found.unread.items():
        yield f"`{data}` could not be read: {_words(why.detail)}. {_words(why.fix)}".rstrip()
        yield ""
    for data, profile in found.profiles.items():
        yield f"## Profile of {_plain(str(data))}"
        yield ""
        if found.rows is not None:
            yield PROFILED
            yield ""
        yield "```text"
        yield profile_text(profile, data).rstrip().replace("```", "'''")
        yield "```"
        yield ""


def _table(found: DataReport) -> Iterator[str]:
    yield f"| data set | rows | {' | '.join(found.dimensions)} |"
    yield f"|---|---:|{'---|' * len(found.dimensions)}"
    for each in found.readiness:
        rows = f"{each.rows:,}" if each.rows is not None else "not read"
        cells = " | ".join(cell_words(cell(each, dimension)) for dimension in found.dimensions)
        yield f"| {_plain(str(each.data))} | {rows} | {cells} |"
    yield ""


def _data_set(each: DataReadiness) -> Iterator[str]:
    shown = [*failing(each.checks), *(result for result in skipped(each.checks) if not needs_all(result))]
    waiting = [words for words in (needs_all_words(each.checks), not_due_words(each.checks)) if words]
    if not shown and not waiting:
        return
    yield f"## {_plain(str(each.data))}"
    yield ""
    for result in shown:
        yield from _check(result)
    for words in waiting:
        yield f"- {_words(words)}"
    yield ""


def _check(result: CheckResult) -> Iterator[str]:
    where = f" ({result.check.where})" if result.check.where else ""
    what = _words(f"{result.check.what}. {outcome_words(result)}")
    yield f"- **{standing(result)}** {_code(result.check.id)}{where}: {what}"
    for row in sample_words(result):
        yield f"    - {_code(row)}"


def _code(text: str) -> str:
    return f"`{one_line(text).replace('`', chr(39))}`"


def _plain(text: str) -> str:
    """Return a text without what Markdown would read as markup."""
    return _escaped(one_line(text))


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in text)


def _words(text: str) -> str:
    """Return a message with its ids in backticks as they are, everything else without markup."""
    parts = one_line(text).split("`")
    return "".join(f"`{part}`" if at % 2 and at < len(parts) - 1 else _escaped(part) for at, part in enumerate(parts))
