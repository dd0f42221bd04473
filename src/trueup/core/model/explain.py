"""What pydantic found, in the user's words: what stands where, what was expected, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from unicodedata import combining, normalize

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trueup.core.base.finding import Finding, Id, Place
from trueup.core.base.tree import Branch, Row, Tree, line_of
from trueup.core.base.units import Fault as ValueFault
from trueup.core.model.document import Source
from trueup.core.model.fault import Fault, Suggestions
from trueup.core.model.fields import IDENT, LONGEST_NAME, LONGEST_TEXT, Expected, Part, Written
from trueup.core.model.shape import Shape, is_about_key, keys_of, path_of, shape_at

SHOWN: Final = 40
_IDS: Final = Written("section with an id for each entry", "Write `id:` and indent what belongs to it")
_LIST: Final = Written("list", "Write [a, b], or one `- item` a line")
_OTHER: Final = Written("value", "Compare it with the field reference")

Steps = Sequence[str | int]


class _At(NamedTuple):
    """Where something is wrong, in the order in which faults are told; `declared` leads there by the model's types."""

    file: str
    line: int
    path: str
    number: int
    declared: Steps
    steps: Steps


def explain(
    error: ValidationError, part: type[Part], source: Source, suggest: Suggestions, at_most: int
) -> tuple[list[Finding], int]:
    """Return a finding with its line for what pydantic found wrong in a tree, and how many more there are.

    Of more than `at_most` only the first are put into words, and those that share the place of the last of them.
    """
    details = error.errors(include_url=False)
    sections: dict[tuple[str | int, ...], Tree] = {}
    places = [_place(number, detail, source, sections) for number, detail in enumerate(details)]
    if len(places) > at_most:
        places.sort()
        last = places[at_most - 1][:3]
        places = [each for number, each in enumerate(places) if number < at_most or each[:3] == last]
        places.sort(key=lambda each: each.number)
    return [_finding(details[each.number], each, part, suggest) for each in places], len(details) - len(places)


def _place(number: int, detail: ErrorDetails, source: Source, sections: dict[tuple[str | int, ...], Tree]) -> _At:
    """Return where something is wrong; `sections` remembers what was looked at, for a section may hold many faults."""
    declared = path_of(detail["type"], detail["loc"])
    above = declared[:-1]
    if above not in sections:
        sections[above] = _part(source.tree, above)
    section = sections[above]
    if isinstance(section, Branch) and declared and declared[-1] in section:
        line = section.lines[str(declared[-1])]
        return _At(source.file_of(declared), line, ".".join(map(str, declared)), number, declared, declared)
    steps = _held(source.tree, declared, whole=detail["type"] == "missing")
    return _At(source.file_of(steps), line_of(source.tree, steps), ".".join(map(str, steps)), number, declared, steps)


def _part(tree: Branch, steps: Steps) -> Tree:
    """Return what stands at a path, None where the document holds nothing there."""
    here: Tree = tree
    for step in steps:
        if isinstance(here, Row) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            here = here.get(str(step)) if isinstance(here, Branch) else None
    return here


def _finding(detail: ErrorDetails, at: _At, part: type[Part], suggest: Suggestions) -> Finding:
    code, problem, fix = _explained(detail, part, at.declared, at.steps, suggest)
    found = Fault(code, at.path, _sentence(problem), _sentence(fix))
    return found.finding(Place(at.file, at.line, Id(at.path)))


def _held(tree: Branch, steps: Steps, *, whole: bool) -> list[str | int]:
    """Return the part of a path that the document itself holds; `whole` keeps the keys that it lacks."""
    here: Tree = tree
    held: list[str | int] = []
    for step in steps:
        if isinstance(here, Row) and isinstance(step, int) and step < len(here):
            here = here[step]
        elif isinstance(here, Branch) and step in here:
            here = here[str(step)]
        elif isinstance(step, int) or not whole:
            break
        held.append(step)
    return held


def _explained(
    detail: ErrorDetails, part: type[Part], declared: Steps, steps: Steps, suggest: Suggestions
) -> tuple[str, str, str]:
    kind, raw, context = detail["type"], detail["input"], detail.get("ctx", {})
    here = _called(steps)
    if kind == "extra_forbidden":
        return "DOC020", *_unknown_key(part, declared, suggest)
    if kind == "missing":
        return "DOC021", f"{here} is missing", _add(part, declared)
    shape = shape_at(part, declared)
    if kind == "literal_error" and isinstance(raw, str):
        return "DOC023", f"{here} is `{shown(raw)}`", _choose(raw, shape, suggest)
    fault = context.get("error")
    if isinstance(fault, ValueFault):
        return "DOC022", f"{here}: {fault.problem}{_instead(raw) if isinstance(fault, Expected) else ''}", fault.fix
    if is_about_key(kind, detail["loc"]):
        shape = shape_at(part, declared[:-1]).key or Shape()
    problem, fix = _unexpected(kind, shape, raw)
    return "DOC022", f"{here}: {problem}", fix


def _called(steps: Steps) -> str:
    """Return a path as people say it; entries of a list are counted from 1."""
    *above, last = steps or ["the document"]
    if isinstance(last, int):
        return f"entry {last + 1} of `{'.'.join(map(str, above))}`"
    return f"`{'.'.join(map(str, steps))}`" if steps else "the document"


def _unknown_key(part: type[Part], steps: Steps, suggest: Suggestions) -> tuple[str, str]:
    *above, key = steps
    section = shape_at(part, above).part or part
    known = list(section.known_keys())
    hint = suggest.nearest(section.__name__, str(key), known)
    where = f"in `{'.'.join(map(str, above))}`" if above else "at the top of the document"
    return (
        f"`{shown(str(key))}` is not a key that is known {where}",
        f"Write `{hint}`" if hint else f"Known here: {', '.join(known)}",
    )


def _add(part: type[Part], steps: Steps) -> str:
    *above, key = steps
    section = shape_at(part, above).part or part
    meaning = next((each.meaning for each in keys_of(section) if each.name == key), "")
    return f"Add `{key}:`, {meaning}" if meaning else f"Add `{key}:`"


def _choose(raw: str, shape: Shape, suggest: Suggestions) -> str:
    hint = suggest.nearest(" ".join(shape.choices), raw, shape.choices)
    return f"Write `{hint}`" if hint else f"Write {_or(shape.choices)}"


def _or(words: Sequence[str]) -> str:
    *first, last = (f"`{word}`" for word in words)
    return f"{', '.join(first)} or {last}" if first else last


def _unexpected(kind: str, shape: Shape, raw: object) -> tuple[str, str]:
    if shape.choices:
        return f"a word is expected{_instead(raw)}", f"Write {_or(shape.choices)}"
    written = shape.written or _written(shape)
    if isinstance(raw, str) and kind.startswith("string_"):
        return _unfit(raw, written)
    return f"{written.article} {written.name} is expected{_instead(raw)}", written.how


def _written(shape: Shape) -> Written:
    if shape.part is not None:
        how = "a list" if shape.part.listed else "text"
        alone = f"Write its `{shape.part.alone}` as {how}, or indent its keys below it" if shape.part.alone else ""
        return Written(
            "section with its own keys", alone or f"Indent its keys below it: {', '.join(shape.part.known_keys())}"
        )
    return _LIST if shape.is_list else _IDS if shape.entries else _OTHER


def _unfit(text: str, written: Written) -> tuple[str, str]:
    """Return why a text is not of the kind that is written here."""
    if not text.strip():
        return f"the {written.name} is empty", written.how
    if len(text) > LONGEST_TEXT:
        return f"the text has {len(text):,} characters", f"Shorten it: at most {LONGEST_TEXT:,} are read"
    if len(text) > LONGEST_NAME and written.name != "text":
        return f"the {written.name} `{shown(text)}` has {len(text):,} characters", written.how
    plain = _plain(text) if written is IDENT else ""
    return (
        f"`{shown(text)}` is not {written.article} {written.name}",
        f"Write `{plain}`: {_lower(written.how)}" if plain else written.how,
    )


def _plain(text: str) -> str:
    """Return an id that comes close to a text, without accents, blanks and other signs."""
    letters = (c for c in normalize("NFKD", text.replace("ß", "ss")) if not combining(c))
    return "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in letters).strip("-_")


def _instead(raw: object) -> str:
    """Return what stands there in place of what was expected."""
    if isinstance(raw, dict):
        return ", not a section with keys"
    if isinstance(raw, list):
        return ", not a list"
    return ", but nothing stands there" if raw is None else f", not the text `{shown(str(raw))}`"


def shown(text: str) -> str:
    """Return the beginning of a text, on one line, for a message."""
    line = " ".join(text.split(maxsplit=SHOWN))
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}..."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
