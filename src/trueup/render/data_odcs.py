"""The results of checks in the names of the Open Data Contract Standard.

ODCS itself has no format for results. Its community drafts one, the Open Observability Results Standard (Bitol, request
for comments 18, version 0.1.0): what is written here follows it. Two things go beyond the draft: the status `notRun`,
which it does not know, and `customProperties` for what hangs on a check. One message is about one contract; what trueup
asks by itself is a message without a contract.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

from trueup.core.base.digest import digest_of
from trueup.core.model.contract import Contract
from trueup.core.model.results.checks import CheckResult, DataReadiness, Dimension, Expectation
from trueup.core.readiness.report import DataReport
from trueup.render.data_json import estimate_json
from trueup.render.data_words import outcome_words

API: Final = "v0.1.0"
_STATUS: Final = {"pass": "pass", "fail": "fail", "not_run": "notRun"}
_WORDS: Final = {
    "=": "mustBe",
    "!=": "mustNotBe",
    ">": "mustBeGreaterThan",
    ">=": "mustBeGreaterOrEqualTo",
    "<": "mustBeLessThan",
    "<=": "mustBeLessOrEqualTo",
    "between": "mustBeBetween",
    "not_between": "mustNotBeBetween",
}
_DIMENSIONS: Final[dict[Dimension, str]] = {"currentness": "timeliness"}
"""The one dimension that ODCS calls otherwise; those of ISO/IEC 5259 that it lacks keep their names."""


def data_odcs(found: DataReport) -> str:
    """Return the results as a JSON list of messages, those of contracts first; they hold no value of any row."""
    messages: list[dict[str, object]] = []
    for each in found.readiness:
        agreed = [result for result in each.checks if result.check.where]
        own = [result for result in each.checks if not result.check.where]
        messages += _message(found, each, agreed, found.contracts.get(each.data))
        messages += _message(found, each, own, None)
    return json.dumps(messages, indent=2, ensure_ascii=False) + "\n"


def _message(
    found: DataReport, each: DataReadiness, results: Iterable[CheckResult], contract: Contract | None
) -> Iterator[dict[str, object]]:
    written = [_result(each, result) for result in results]
    if not written:
        return
    digest = digest_of("results", 1, [str(each.data), found.as_of.isoformat(), json.dumps(written)])
    message: dict[str, object] = {
        "apiVersion": API,
        "kind": "ObservabilityResults",
        "id": digest.rpartition(":")[2][:32],
        "observedAt": f"{found.as_of.isoformat()}T00:00:00Z",
        "source": {"process": f"trueup data {each.data}", "vendor": f"trueup {found.version}"},
        "results": written,
    }
    if contract is not None:
        message["contract"] = {"contractID": contract.id, "standard": "ODCS", "version": contract.version}
    yield message


def _result(each: DataReadiness, result: CheckResult) -> dict[str, object]:
    check = result.check
    columns = [f"{each.data}.{column}" for column in check.columns]
    return {
        "id": f"{each.data}.{check.id}",
        "type": "check",
        "name": check.what,
        "status": _STATUS[result.outcome],
        "severity": check.severity,
        "dimension": _DIMENSIONS.get(check.dimension, check.dimension),
        "target": {
            "resourceType": "column" if columns else "table",
            "resourceIdentifier": columns[0] if len(columns) == 1 else columns or str(each.data),
        },
        "measure": _measure(result),
        "message": outcome_words(result),
        "customProperties": [
            {"property": name, "value": value}
            for name, value in (
                ("blocks", result.blocks),
                ("owner", check.owner),
                ("neededBy", list(dict.fromkeys(need.by for need in result.needs))),
                ("firstSeen", result.first_seen),
                ("sample", _sample(each, result)),
            )
            if value
        ],
    }


def _sample(each: DataReadiness, result: CheckResult) -> dict[str, object] | None:
    """Return how many rows were read where that was a sample, and what it estimates; None where all were."""
    if each.drawn is None:
        return None
    read: dict[str, object] = {"rows": each.drawn.rows, "of": each.drawn.of, "level": 0.95}
    return read | estimate_json(result.estimate) if result.estimate else read


def _measure(result: CheckResult) -> dict[str, object]:
    expects = result.check.expects
    measure: dict[str, object] = {
        "metric": result.check.id.rpartition(".")[2],
        "threshold": {_WORDS[expects.operator]: _limit(expects)},
        "unit": expects.unit,
    }
    if result.failing is not None:
        share = 100 * result.failing / result.of if result.of else 0.0
        measure["value"] = float(f"{share:.6g}") if expects.unit == "percent" else result.failing
    return measure


def _limit(expects: Expectation) -> object:
    return list(expects.values) if "between" in expects.operator else expects.values[0]
