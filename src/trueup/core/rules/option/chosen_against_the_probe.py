"""OPT006."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.option import OUTCOME_WORDS, WORTH_IT, ProbeOutcome
from trueup.core.rules.lookups import build_cost, product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import named

_ADD: Final = "Add an option of kind `rules`, `automation` or `process_change`"


@rule("OPT006", "chosen-against-the-probe", "blocks", "feasibility")
def chosen_against_the_probe(case: Case) -> Iterator[Flag]:
    """An AI option is chosen, and the verdict that people state of its own probe speaks against it.

    Why it matters:
        The probe was run to find out whether AI is needed. Where rules are enough, AI pays the difference in cost for
        nothing; where the data is too little or cannot support it, the pilot fails for a reason that was known before.
        trueup did not run this probe: it holds against each other what people state of it and what they chose.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: ops}
        options:
          lookup: {kind: rules}
          router:
            kind: ml
            chosen: yes
            because: It learns
            probe:
              data: claims
              verdict: {says: rules_are_enough, by: tech-lead, day: 2025-05-01, source: Notebook 7}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: ops}
        options:
          lookup: {kind: rules, chosen: yes, because: Within a day of the model for a tenth of the cost}
          router:
            kind: ml
            probe:
              data: claims
              verdict: {says: rules_are_enough, by: tech-lead, day: 2025-05-01, source: Notebook 7}
        ```

    How to fix:
        Choose a way that does without AI, or do first what the verdict asks for. Where a later probe says otherwise,
        state its verdict with who found it, when, and where that can be read.
    """
    options = case.initiative.options
    for name, option in options.items():
        verdict = option.stated
        if not (option.is_ai and option.chosen) or verdict is None or verdict.says == WORTH_IT:
            continue
        yield Flag(
            f"options.{name}",
            f"Option `{name}` is chosen, and the stated verdict of its probe is “{OUTCOME_WORDS[verdict.says]}”.",
            _instead(case, verdict.says, name),
            at=f"options.{name}.chosen",
            owner=option.owner or product_owner(case),
            stake=build_cost(case, name),
        )


def _instead(case: Case, says: ProbeOutcome, name: str) -> str:
    """Return what to do in its place: the ways without AI that are there, and what the data asks for."""
    options = case.initiative.options
    plain = [each for each, option in options.items() if not option.is_ai]
    acting = [each for each in plain if options[each].kind != "do_nothing"]
    ways = acting if says == "rules_are_enough" else acting or plain
    do = f"do{'es' if len(ways) == 1 else ''} without AI"
    if says == "more_data_first":
        first = f"Gather the data that is missing and run the probe again before `{name}` is chosen"
        return f"{first}; until then {named(ways)} {do}." if ways else f"{first}."
    taken = [each for each in ways if options[each].chosen]
    if taken:
        choose = f"Take `chosen:` from `{name}`: {named(taken)} {'is' if len(taken) == 1 else 'are'} chosen already"
    else:
        choose = f"Choose {_either(ways)} instead, which {do}" if ways else f"{_ADD} and choose it instead"
    return f"{choose}, or get other data and run the probe again." if says == "data_cannot_support_it" else f"{choose}."


def _either(names: list[str]) -> str:
    *others, last = (f"`{name}`" for name in names)
    return f"{', '.join(others)} or {last}" if others else last
