"""The chain of one initiative as a tree: whole, or what leads to and from one of its parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from trueup.adapters.output import STDOUT, write_whole
from trueup.app.assess import Settings
from trueup.app.define import one_document
from trueup.app.seen import seen
from trueup.core.base.errors import TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.model.items import item_path
from trueup.render.chain_tree import chain_tree
from trueup.render.chain_twigs import LEVELS, ChainTree, Level, cut, every, focused, shortened

_PICTURES: Final = (".svg", ".html")


def show(
    path: Path,
    item: str | None,
    depth: Level | None,
    *,
    as_of: date,
    whole: bool = False,
    settings: Settings | None = None,
) -> tuple[str, ChainTree]:
    """Return the id of the initiative at a path and its chain, down to a level and focused on an item where given.

    Without a level it goes down to epics, and one level below an item that is asked for; of many epics the largest are
    shown and the rest counted, unless a level or an item is asked for, or all of it (`whole`). No data is read: figures
    come from the cache and from `evidence/`. Raises `TrueupError` for an item that is not in the chain.
    """
    chosen = settings or Settings()
    target, document = one_document(path, chosen.bounds)
    found = seen(document, target.initiatives[0].parent, as_of=as_of, settings=chosen).judged()
    tree = chain_tree(found)
    deepest: Level = depth or "epic"
    if item is not None:
        at = _named(tree, item)
        tree = replace(tree, roots=focused(tree.roots, at))
        level = next(twig.level for twig in every(tree.roots) if twig.path == at)
        deepest = depth or LEVELS[min(len(LEVELS) - 1, max(LEVELS.index("epic"), level + 1))]
    roots = cut(tree.roots, deepest)
    if item is None and depth is None and not whole:
        roots = shortened(roots)
    return found.document.initiative.id, replace(tree, roots=roots)


def write_picture(tree: ChainTree, output: Path) -> int:
    """Write the chain as a picture (`.svg`) or a page (`.html`) in one step and return its size in bytes."""
    from trueup.render.chain_svg import chain_page, chain_svg

    kind = ".svg" if output == STDOUT else output.suffix.lower()
    if kind not in _PICTURES:
        problem = f"{output} ends neither in .svg nor in .html."
        raise TrueupError.option(problem, str(output), "Name the file to write `chain.svg` or `chain.html`.")
    data = (chain_svg(tree) if kind == ".svg" else chain_page(tree)).encode("utf-8", "replace")
    write_whole(output, data)
    return len(data)


def _named(tree: ChainTree, item: str) -> str:
    """Return the path of the twig that an id or a path names."""
    paths = list(dict.fromkeys(twig.path for twig in every(tree.roots) if twig.kind != "group"))
    whole = item_path(item)
    if item in paths or ("." in item and whole in paths):
        return item if item in paths else whole
    found = [path for path in paths if path.rpartition(".")[2] == item]
    if whole in paths:  # the id of an epic is its whole path: it never means what lies below another one
        found = [path for path in found if path == whole or not path.startswith("epics.")]
    if len(found) == 1:
        return found[0]
    if found:
        raise TrueupError.option(
            f"`{item}` is {len(found)} items: {', '.join(found[:5])}.", item, "Name one by its path."
        )
    hint = nearest(item, {path.rpartition(".")[2] for path in paths} | set(paths))
    fix = f"Did you mean `{hint}`?" if hint else "Name a KPI, an operational goal, an epic, a story or a task."
    raise TrueupError.option(f"There is no `{item[:80]}` in the chain of this initiative.", item[:80], fix)
