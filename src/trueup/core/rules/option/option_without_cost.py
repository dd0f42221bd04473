"""OPT004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule


@rule("OPT004", "option-without-cost", "blocks", "blueprinting")
def option_without_cost(case: Case) -> Iterator[Flag]:
    """An option says neither what it costs to build nor what it costs to run.

    Why it matters:
        Options are compared by what they bring less what they cost. An option without a cost always wins on paper.
        Doing nothing needs none.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        options:
          lookup: {kind: rules}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        options:
          lookup: {kind: rules, build_cost: 6000..12000, run_cost: 1000}
        ```

    How to fix:
        Add `build_cost:` (once) and `run_cost:` (a year) in the document's currency. A wide range is better than none.
    """
    for name, option in case.initiative.options.items():
        if option.kind != "do_nothing" and option.build_cost is None and option.run_cost is None:
            yield Flag(
                f"options.{name}",
                f"Option `{name}` has no cost.",
                f"Add `build_cost:` and `run_cost:` (a year) to options.{name}; a wide range is better than none.",
                owner=option.owner or product_owner(case),
            )
