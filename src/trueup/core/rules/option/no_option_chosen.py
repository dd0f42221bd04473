"""OPT005."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import deciding, objective_owner, product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import several


@rule("OPT005", "no-option-chosen", "warns", "blueprinting")
def no_option_chosen(case: Case) -> Iterator[Flag]:
    """Several ways are on the table, and none is chosen, or chosen without a reason.

    Why it matters:
        The blueprint describes one product. While nobody has said which way it goes, each epic serves the one its
        author believes in, and the budget pays for all of them. The reason is what the choice is judged by when the
        evidence changes; without it this is a note.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        options:
          keep: {kind: do_nothing}
          lookup: {kind: rules, build_cost: 6000..12000}
          router: {kind: ml, build_cost: 90000..160000}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        options:
          keep: {kind: do_nothing}
          lookup: {kind: rules, build_cost: 6000..12000, chosen: yes, because: Most of the gain for a tenth of the cost}
          router: {kind: ml, build_cost: 90000..160000}
        ```

    How to fix:
        Add `chosen: yes` and `because:` to the option that is to be built. Doing nothing can be chosen too: then the
        initiative ends here, and successfully.
    """
    options = case.initiative.options
    if not options or all(option.kind == "do_nothing" for option in options.values()):
        return
    first = deciding(case)
    chosen = [name for name, option in options.items() if option.chosen]
    if not chosen:
        yield Flag(
            "options",
            f"None of the {several('option', options)} is chosen."
            if len(options) > 1
            else f"{several('Option', options)} is not chosen.",
            "Add `chosen: yes` with `because:` to the option that is to be built.",
            owner=objective_owner(case),
            stake=case.money_behind(first) if first else None,
        )
    for name in chosen:
        if not options[name].because:
            yield Flag(
                f"options.{name}",
                f"Option `{name}` is chosen, and nothing says why.",
                f"Add `because:` to options.{name}: what it was chosen for, against which other way.",
                at=f"options.{name}.because",
                owner=options[name].owner or product_owner(case),
                severity="notes",
            )
