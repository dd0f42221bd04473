"""OPT001."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.rules.lookups import build_cost, product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import several

_PLAIN: Final = frozenset({"rules", "automation", "process_change"})


@rule("OPT001", "ai-without-plain-option", "blocks", "feasibility")
def ai_without_plain_option(case: Case) -> Iterator[Flag]:
    """AI is considered with no way beside it that does without.

    Why it matters:
        Whether AI is needed can only be said against the best that can be done without it. Doing nothing is no rival:
        a rule, an automation or a changed process is, and it often brings most of the benefit for a tenth of the cost.

    Flagged:
        ```yaml
        title: Faster claims
        options:
          nothing: {kind: do_nothing}
          router: {kind: ml, title: Model that proposes the handler}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        options:
          nothing: {kind: do_nothing}
          lookup: {kind: rules, title: Handler by claim type and sum}
          router: {kind: ml, title: Model that proposes the handler}
        ```

    How to fix:
        Ask those who do the work today by which rule of thumb they would decide, and add it as an option of kind
        `rules`, `automation` or `process_change`.
    """
    options = case.initiative.options
    learned = [name for name, option in options.items() if option.is_ai]
    if not learned or any(option.kind in _PLAIN for option in options.values()):
        return
    first = next((name for name in learned if options[name].chosen), learned[0])
    verb = "learns" if len(learned) == 1 else "learn"
    yield Flag(
        f"options.{first}",
        f"{several('Option', learned)} {verb} from data, and no option does without.",
        "Add an option of kind `rules`, `automation` or `process_change`: the best that can be done without AI.",
        owner=options[first].owner or product_owner(case),
        stake=build_cost(case, first),
    )
