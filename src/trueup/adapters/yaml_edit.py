"""Changing a few values of a YAML text and nothing else: comments, order, quotes and line ends stay as they are.

The text is cut and filled at the places its layout names. The result is read again and compared with what was asked
for, so a text that cannot be changed this way is an error and never a damaged document. See docs/decisions/0003.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

from trueup.adapters.collecting import uncollected
from trueup.adapters.yaml_document import read_tree
from trueup.adapters.yaml_layout import layout
from trueup.adapters.yaml_layout_splice import Splicer
from trueup.core.base.errors import DocumentFaults, ErrorCode, TrueupError
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.adapters.yaml_document import Bounds
    from trueup.adapters.yaml_layout_words import Value, Words
    from trueup.core.base.finding import Finding

_BOM: Final = "\ufeff"
_BY_HAND: Final = "Change this place by hand, or write it more simply; the file was not changed."


@dataclass(frozen=True, slots=True)
class Change:
    """Set the value at a path of keys; `None` removes the key. A mapping replaces the one that stands there."""

    path: tuple[str, ...]
    value: Value


def edited(text: str, changes: Sequence[Change], file: str = "the document", bounds: Bounds | None = None) -> str:
    """Return a YAML text with values set at paths, everything else byte for byte as it was.

    Missing mappings are made at the end of their parent; setting what already stands there changes nothing; removing
    a key that is not there neither. Later changes see earlier ones. An empty text is an empty mapping. A mapping or
    list that replaces another of its kind keeps the entries they share, with their comments.
    Raises DocumentFaults where the text has faults as a document, and TrueupError where a path leads through a text or
    a list, or the result would not read back as exactly the tree that was asked for.
    """
    with uncollected():
        tree = _read(text.removeprefix(_BOM), file, bounds)
        wanted = _applied(cast("dict[str, Words]", tree or Branch(1)), changes, file)
        return _made(text, tree, wanted, file, bounds)


def rewritten(text: str, wanted: Branch, file: str = "the document", bounds: Bounds | None = None) -> str:
    """Return a YAML text changed where its tree differs from the wanted one; raises as `edited` does."""
    tree = _read(text.removeprefix(_BOM), file, bounds)
    return _made(text, tree, cast("dict[str, Words]", wanted), file, bounds)


def _made(text: str, tree: Branch | None, wanted: dict[str, Words], file: str, bounds: Bounds | None) -> str:
    if tree == wanted:
        return text
    bare = text.removeprefix(_BOM)
    splicer = Splicer(bare, None if tree is None else layout(bare))
    try:
        splicer.change(tree or Branch(1), wanted)
    except ValueError as error:
        raise TrueupError(ErrorCode.DOCUMENT, str(error), file, _BY_HAND) from error
    result = splicer.result()
    _verify(result, wanted, file, bounds)
    return text[: len(text) - len(bare)] + result


def _read(text: str, file: str, bounds: Bounds | None) -> Branch | None:
    """Return the tree of a text, `None` of an empty one; raises DocumentFaults where the document has faults."""
    try:
        return read_tree(text.encode(), file, bounds)
    except DocumentFaults as faults:
        if _is_empty(faults.findings):
            return None
        raise


def _is_empty(findings: tuple[Finding, ...]) -> bool:
    return all(finding.name == "empty-document" for finding in findings)


def _applied(tree: dict[str, Words], changes: Sequence[Change], file: str) -> dict[str, Words]:
    """Return the tree with the changes, sharing every part that does not change."""
    top = dict(tree)
    own = {id(top): top}
    for change in changes:
        here = top
        for at, step in enumerate(change.path[:-1], start=1):
            below = here.get(step)
            if below is None and change.value is None:
                break
            if below is not None and not isinstance(below, dict):
                kind = "a list" if isinstance(below, list) else f"the text `{below[:40]}`"
                problem = f"`{'.'.join(change.path)}` cannot be set: `{'.'.join(change.path[:at])}` is {kind}."
                raise TrueupError(ErrorCode.DOCUMENT, problem, file, "Make it a mapping of keys to values first.")
            if below is None or id(below) not in own:
                below = dict(below or {})
                own[id(below)] = below
                here[step] = below
            here = below
        else:
            if change.value is None:
                here.pop(change.path[-1], None)
            else:
                here[change.path[-1]] = _words(change.value)
    return top


def _words(value: Value) -> Words:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: _words(part) for key, part in value.items()}
    return [_words(part) for part in value]


def _verify(result: str, wanted: dict[str, Words], file: str, bounds: Bounds | None) -> None:
    """Raise `TrueupError` unless the text reads back as the wanted tree."""
    try:
        got = read_tree(result.encode(), file, bounds)
    except DocumentFaults as faults:
        if not wanted and _is_empty(faults.findings):
            return
        problem = f"With this change the document could not be read: {faults.problem}"
        raise TrueupError(ErrorCode.DOCUMENT, problem, faults.where, _BY_HAND) from faults
    except UnicodeEncodeError as error:
        problem = f"A value holds the character U+{ord(error.object[error.start]):04X}, which no text file can hold."
        raise TrueupError(ErrorCode.DOCUMENT, problem, file, "Remove it from the value.") from error
    if got != wanted:
        problem = _difference(cast("dict[str, Words]", got), wanted)
        raise TrueupError(ErrorCode.DOCUMENT, problem, file, _BY_HAND)


def _difference(got: Words, wanted: Words) -> str:
    """Return which part would read differently from what was asked for."""
    path: list[str] = []
    while isinstance(got, dict) and isinstance(wanted, dict):
        keys = [*wanted, *(key for key in got if key not in wanted)]
        key = next((key for key in keys if key not in got or key not in wanted or got[key] != wanted[key]), None)
        if key is None:
            break
        path.append(key)
        got, wanted = got.get(key), wanted.get(key)
    return f"`{'.'.join(path)}` cannot be changed without disturbing what stands around it."
