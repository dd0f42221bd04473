"""WRK006."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, joined, named, several

_BEGUN: Final = ("doing", "done")


@rule("WRK006", "scope-fixed-before-data", "blocks", "feasibility")
def scope_fixed_before_data(case: Case) -> Iterator[Flag]:
    """The scope was fixed before anybody looked at the data.

    Why it matters:
        Whether rules are enough, whether AI can work at all, and what it would bring shows in the data only. A scope
        that is fixed before is built to the end, and the data is blamed afterwards. The scope is fixed where an option
        is chosen, or an epic is broken into stories, begun or done. The data was not looked at where no data set is
        named, or where none could be read.

    Flagged:
        ```yaml
        title: A chatbot for claims
        options:
          bot: {kind: llm, chosen: true}
        epics:
          E1: {title: Chatbot, stories: {S1: {title: Greet the customer}, S2: {title: Ask for the policy}}}
        ```

    Accepted:
        ```yaml
        title: A chatbot for claims
        options:
          bot: {kind: llm, chosen: true}
        data:
          chats: {source: chats.csv, owner: head-of-service}
        ```
        ```csv chats.csv
        chat_id,asked_on,topic
        1,2025-11-03,Where is my money
        ```

    How to fix:
        Name under `data:` what the product will decide on, with its owner and source, and run `trueup assess` on it
        before anything is chosen. Until then keep options open and epics whole.
    """
    fixed, where = _fixed(case)
    tables = [known for known in case.evidence.tables.values() if not _waiting(known)]
    unread = bool(tables) and all(isinstance(known, NotRun) for known in tables)
    if not fixed or (case.initiative.data and not unread):
        return
    data = list(case.initiative.data)
    why = f"none of its data could be read ({named(data)})" if data else "no data set is named"
    spend = case.evidence.spend
    yield Flag(
        "data",
        f"The scope is fixed, but {why}: {joined(fixed)}.",
        "Make the data readable and look at it before the scope is fixed."
        if data
        else "Add under `data:` the data sets the product decides on, and run `trueup assess` before you choose.",
        at=where,
        owner=product_owner(case),
        stake=None if isinstance(spend, NotRun) else case.amount(spend.total),
    )


def _waiting(known: object) -> bool:
    return isinstance(known, NotRun) and known.reason == "not_due"


def _fixed(case: Case) -> tuple[list[str], str]:
    """Return in words what fixes the scope, and the place of the first of it."""
    chosen = [name for name, option in case.initiative.options.items() if option.chosen and option.kind != "do_nothing"]
    epics = [node for epic in case.initiative.epics if not (node := case.links.nodes[f"epics.{epic}"]).cancelled]
    begun = [node.path for node in epics if node.item.status in _BEGUN]
    broken = [node.path for node in epics if node.children and node.item.status not in _BEGUN]
    words = [f"{several('option', chosen)} {'is' if len(chosen) == 1 else 'are'} chosen"] if chosen else []
    ids = [path.removeprefix("epics.") for path in begun]
    words += [f"{several('epic', ids)} {'is' if len(ids) == 1 else 'are'} begun or done"] if begun else []
    words += (
        [f"{count(len(broken), 'epic')} {'is' if len(broken) == 1 else 'are'} broken into stories"] if broken else []
    )
    places = [*(f"options.{name}" for name in chosen), *begun, *broken, ""]
    return words, places[0]
