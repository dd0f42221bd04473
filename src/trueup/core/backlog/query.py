"""Which items a row of links means: an id, a path, a key, or a query such as `label:checkout type:Bug`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault
from trueup.core.model.items import short_path
from trueup.core.model.links import Links, Node

_TERM: Final = re.compile(r'([A-Za-z]+):(?:"([^"]*)"|(\S+))\s*')
_MOST: Final = 6
_HOW: Final = "Write an id, or terms such as `label:checkout type:Bug`; a text with blanks goes in quotes."


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that an item has to meet all of, each a field and a text in lower case."""

    terms: tuple[tuple[str, str], ...]

    def meets(self, node: Node) -> bool:
        """Whether an item meets every term; its text is a part of a title, and all of any other field."""
        return all(_TESTS[name](node, text) for name, text in self.terms)


def parse_query(text: str) -> Query | None:
    """Return the query that a text is, None where it is a plain name; raises `Fault` for a term that is unknown."""
    said = text.strip()
    if ":" not in said:
        return None
    terms: list[tuple[str, str]] = []
    at = 0
    while at < len(said):
        term = _TERM.match(said, at)
        if term is None:
            raise Fault(f"`{said[at : at + 60]}` is no term of a query", _HOW)
        name = term[1].casefold()
        if name not in _TESTS:
            close = nearest(name, _TESTS)
            hint = f"Did you mean `{close}:`? " if close else ""
            raise Fault(f"`{term[1][:40]}:` cannot be asked for", f"{hint}Ask for {', '.join(_TESTS)}.")
        terms.append((name, (term[2] if term[2] is not None else term[3]).casefold()))
        at = term.end()
    return Query(tuple(terms))


def found_by(text: str, links: Links, keys: Mapping[str, str], *, linked: bool = False) -> tuple[str, ...]:
    """Return the paths of the items that a row names; raises `Fault` where there is none, or a name has several.

    `keys` are the paths of items by their keys in another tool. A query finds work that is not cancelled, and of items
    that lie in one another the upper one, whose links hold below it; with `linked` every item that has links itself.
    """
    query = parse_query(text)
    if query is not None:
        met = [path for path, node in links.nodes.items() if query.meets(node)]
        if linked:
            return tuple(path for path in met if links.nodes[path].item.advances)
        found = tuple(_upper([path for path in met if not links.nodes[path].cancelled]))
        if not found:
            raise Fault(*_none_met(text, met))
        return found
    path = links.resolve(text) or keys.get(text)
    if path is not None:
        return (path,)
    several = links.by_name.get(text, ())
    if several:
        raise Fault(f"`{text[:80]}` is the id of {len(several)} items", f"Write its path: `{short_path(several[0])}`.")
    close = nearest(text, [*links.by_name, *keys])
    hint = f"Did you mean `{close}`?" if close else _HOW
    raise Fault(f"there is no item `{text[:80]}`", hint)


def _upper(paths: Sequence[str]) -> Iterator[str]:
    """Yield the paths that lie below no other, given each item before those below it."""
    met: set[str] = set()
    for path in paths:
        steps = path.split(".")
        if not any(".".join(steps[:end]) in met for end in range(2, len(steps), 2)):
            met.add(path)
            yield path


def _none_met(text: str, cancelled: Sequence[str]) -> tuple[str, str]:
    """Return what is wrong with a query that finds nothing to link, and what to do."""
    if not cancelled:
        return f"no epic, story or task meets `{text[:80]}`", "Correct the query, or take the row out."
    names = [path.rpartition(".")[2] for path in cancelled]
    more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    which = f"{', '.join(names[:_MOST])}{more} {'is' if len(names) == 1 else 'are'} cancelled"
    return f"all that meets `{text[:80]}` is cancelled work", f"{which}, so it counts nowhere: take the row out."


def _equal(attribute: str) -> Callable[[Node, str], bool]:
    def test(node: Node, text: str) -> bool:
        value: object = getattr(node.item, attribute)
        return isinstance(value, str) and value.casefold() == text

    return test


_TESTS: Final[Mapping[str, Callable[[Node, str], bool]]] = {
    "label": lambda node, text: text in (label.casefold() for label in node.item.labels),
    "type": lambda node, text: (node.item.type or node.kind).casefold() == text,
    "level": lambda node, text: node.kind == text,
    "status": _equal("status"),
    "assignee": _equal("assignee"),
    "title": lambda node, text: text in (node.item.title or "").casefold(),
    "epic": lambda node, text: node.path.split(".")[1].casefold() == text,
    "key": lambda node, text: (node.item.key or node.path.rpartition(".")[2]).casefold() == text,
}
