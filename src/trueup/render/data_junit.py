"""The readiness of data as JUnit XML, as build servers read it: a suite a data set, a case a check."""

from __future__ import annotations

from html import escape

from trueup.core.model.results.checks import CheckResult, DataReadiness
from trueup.core.readiness.report import DataReport
from trueup.render.data_words import outcome_words, sample_words, standing
from trueup.render.harmless import one_line


def data_junit(found: DataReport) -> str:
    """Return a suite for each data set with a case for each check, without times: the same data gives the same bytes.

    A check that fails is a failure unless it only notes; one that did not run is skipped, with why. A data set that
    could not be read is an error.
    """
    suites = [_suite(found, each) for each in found.readiness]
    counts = _counts([result for each in found.readiness for result in each.checks], len(found.unread))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="trueup data"{counts}>']
    for suite in suites:
        lines += suite
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(found: DataReport, each: DataReadiness) -> list[str]:
    name, why = str(each.data), found.unread.get(each.data)
    lines = [f'  <testsuite name="{_xml(name)}"{_counts(each.checks, int(why is not None))}>']
    about = {"as_of": str(found.as_of)}
    if each.drawn is not None:
        about |= {"rows": str(each.drawn.of), "sampled_rows": str(each.drawn.rows), "basis": "estimated"}
    written = "".join(f'<property name="{key}" value="{value}"/>' for key, value in about.items())
    lines.append(f"    <properties>{written}</properties>")
    if why is not None:
        said = f'message="{_xml(why.detail)}"'
        lines.append(
            f'    <testcase classname="{_xml(name)}" name="read"><error {said}>{_xml(why.fix)}</error></testcase>'
        )
    lines += [_case(name, result) for result in each.checks]
    return [*lines, "  </testsuite>"]


def _case(name: str, result: CheckResult) -> str:
    check = result.check
    file, _, line = check.where.rpartition(":")
    where = f' file="{_xml(file)}" line="{line}"' if file and line.isdigit() else ""
    group = _xml(f"{name}.{check.dimension}")
    head = f'    <testcase classname="{group}" name="{_xml(check.id)}"{where}'
    if result.outcome == "not_run":
        return f'{head}><skipped message="{_xml(outcome_words(result))}"/></testcase>'
    if result.outcome == "pass" and result.estimate is None:
        return f"{head}/>"
    said = f"{check.what}: {outcome_words(result)}"
    if not is_failure(result):
        return f"{head}><system-out>{_xml(said)}</system-out></testcase>"
    owner = [f"owner: {check.owner}"] if check.owner else []
    body = "\n".join(_xml(text) for text in (*owner, *sample_words(result)))
    return f'{head}><failure type="{standing(result)}" message="{_xml(said)}">{body}</failure></testcase>'


def is_failure(result: CheckResult) -> bool:
    """Whether a check fails and does more than note it."""
    return result.outcome == "fail" and result.check.severity != "info"


def _counts(results: tuple[CheckResult, ...] | list[CheckResult], unread: int) -> str:
    failures = sum(is_failure(result) for result in results)
    skipped = sum(result.outcome == "not_run" for result in results)
    return f' tests="{len(results) + unread}" failures="{failures}" errors="{unread}" skipped="{skipped}"'


def _xml(text: str) -> str:
    """Return a text on one line for XML: markup is escaped, what XML 1.0 forbids is replaced."""
    return escape(one_line(text))
