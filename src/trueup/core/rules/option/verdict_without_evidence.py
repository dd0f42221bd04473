"""OPT007."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.option import OUTCOME_WORDS, ProbeVerdict
from trueup.core.rules.lookups import build_cost, product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import joined

_LACKING: Final = {"by": "nobody who says so", "day": "no day", "source": "no source"}


@rule("OPT007", "verdict-without-evidence", "warns", "feasibility")
def verdict_without_evidence(case: Case) -> Iterator[Flag]:
    """The verdict of a probe is stated without who found it, when, or where that can be read.

    Why it matters:
        trueup did not run this probe, and what people sign rests on it. A verdict without a name cannot be asked about,
        without a day nobody knows which data it saw, and without a source it is an opinion. All that is missing is told
        at once; so is a day that is still to come.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: ops}
        options:
          lookup: {kind: rules}
          router: {kind: ml, probe: {data: claims, verdict: ai_is_worth_it}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: ops}
        options:
          lookup: {kind: rules}
          router:
            kind: ml
            probe:
              data: claims
              verdict: {says: ai_is_worth_it, by: tech-lead, day: 2025-05-01, source: Notebook 7 of the data team}
        ```

    How to fix:
        Add `by:` with the person who says so, `day:` on which it was found, and `source:` with the report, notebook or
        mail that shows it.
    """
    for name, option in case.initiative.options.items():
        verdict = option.stated
        if verdict is None:
            continue
        missing = _missing(verdict)
        late = verdict.day if verdict.day is not None and verdict.day > case.as_of else None
        if not missing and late is None:
            continue
        path = f"options.{name}.probe.verdict"
        lacks = f"names {joined([_LACKING[key] for key in missing])}" if missing else ""
        told = [each for each in (lacks, f"is of {late}, a day still to come" if late else "") if each]
        asked = [f"Add {joined([f'`{key}:`' for key in missing])} to {path}."] if missing else []
        asked += [f"Write in {path}.day the day on which it was found."] if late else []
        yield Flag(
            f"options.{name}",
            f"The verdict stated of the probe of option `{name}`, “{OUTCOME_WORDS[verdict.says]}”, {joined(told)}.",
            " ".join(asked),
            at=path if missing else f"{path}.day",
            owner=verdict.by or option.owner or product_owner(case),
            stake=build_cost(case, name),
        )


def _missing(verdict: ProbeVerdict) -> list[str]:
    """Return the keys that would say who found it, when, and where that can be read."""
    said = {"by": verdict.by, "day": verdict.day, "source": verdict.source}
    return [key for key in _LACKING if said[key] is None]
