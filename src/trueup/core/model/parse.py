"""From the raw tree to an initiative: all faults at once, each with file, line, path, what was expected and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from trueup.core.base.errors import DocumentFaults
from trueup.core.base.finding import Finding, Id, Place
from trueup.core.base.nearest import nearest
from trueup.core.base.tree import Branch, line_of
from trueup.core.model.consistency import inconsistencies
from trueup.core.model.document import Document, Source
from trueup.core.model.fault import Fault
from trueup.core.model.fields import Part
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.items import items_of
from trueup.core.model.references import dangling

PartT = TypeVar("PartT", bound=Part)
_RESULT: Final = {
    "string_type": ("a text is expected", "write it as text"),
    "model_type": ("a section with its own keys is expected", "indent its keys below it"),
    "model_attributes_type": ("a section with its own keys is expected", "indent its keys below it"),
    "mapping_type": ("a section with an id for each entry is expected", "write `id:` and indent what belongs to it"),
    "dict_type": ("a section with an id for each entry is expected", "write `id:` and indent what belongs to it"),
    "tuple_type": ("a list is expected", "write [a, b] or one `- item` a line"),
}


def parse_portfolio(source: Source) -> Portfolio:
    """Return the portfolio that a tree describes; raise `DocumentFaults` with every fault."""
    model, faults = _validate(Portfolio, source)
    if faults or model is None:
        raise DocumentFaults(_sorted(faults))
    return model


def parse_initiative(
    source: Source,
    around: tuple[Source, Portfolio] | None = None,
    folder: str = "initiative",
) -> Document:
    """Return the initiative that a tree describes, with its portfolio merged in.

    Args:
        source: the file and tree of `initiative.yaml`.
        around: the file and tree of `portfolio.yaml` and what was parsed from it, where there is one.
        folder: the name of the folder, the initiative's id where the document gives none.

    Raises:
        DocumentFaults: with every fault of the file, in the order of its lines.
    """
    tree, unknown = _with_inherited(source)
    model, faults = _validate(Initiative, Source(source.file, tree))
    faults += [_finding(fault, source) for fault in unknown]
    if model is None or faults:
        raise DocumentFaults(_sorted(faults))
    document = _merged(model, source, around, folder)
    later = [*inconsistencies(document.initiative), *dangling(document.initiative, document.portfolio)]
    if later:
        raise DocumentFaults(_sorted([_placed(document, fault) for fault in later]))
    return document


def _with_inherited(source: Source) -> tuple[Branch, list[Fault]]:
    """Fill each KPI that stands `instead_of` another one with what it leaves out."""
    kpis = source.tree.get("kpis")
    if not isinstance(kpis, Branch):
        return source.tree, []
    faults: list[Fault] = []
    full = Branch(kpis.line)
    full.lines = kpis.lines
    for name, kpi in kpis.items():
        full[name] = kpi
        other = kpi.get("instead_of") if isinstance(kpi, Branch) else None
        if not isinstance(kpi, Branch) or not isinstance(other, str):
            continue
        base = kpis.get(other)
        if not isinstance(base, Branch) or other == name or "instead_of" in base:
            hint = nearest(other, (k for k in kpis if k != name))
            faults.append(
                Fault(
                    "DOC024",
                    f"kpis.{name}.instead_of",
                    f"KPI `{name}` stands instead of `{other}`, which is not a KPI with a definition of its own.",
                    f"Name one, such as `{hint}`." if hint else "Name the id of a KPI of this document.",
                )
            )
            continue
        merged = Branch(kpi.line)
        merged.lines = {**dict.fromkeys(base, kpi.line), **kpi.lines}
        merged.update({key: value for key, value in base.items() if key != "worth"})
        merged.update(kpi)
        full[name] = merged
    tree = Branch(source.tree.line)
    tree.lines = source.tree.lines
    tree.update(source.tree)
    tree["kpis"] = full
    return tree, faults


def _validate(model: type[PartT], source: Source) -> tuple[PartT | None, list[Finding]]:
    try:
        return model.model_validate(source.tree), []
    except ValidationError as error:
        faults = []
        for detail in error.errors(include_url=False, include_context=False):
            steps = [step for step in detail["loc"] if step != "[key]"]
            faults.append(_finding(_explained(model, detail["type"], detail["msg"], steps, detail["input"]), source))
        return None, faults


def _explained(model: type[Part], kind: str, message: str, steps: list[str | int], raw: object) -> Fault:
    path = ".".join(str(step) for step in steps)
    if kind == "extra_forbidden":
        known = list(_keys(model, steps[:-1]))
        hint = nearest(str(steps[-1]), known)
        where = f"in `{'.'.join(map(str, steps[:-1]))}`" if len(steps) > 1 else "at the top of the document"
        fix = f"Write `{hint}`." if hint else f"Known here: {', '.join(known)}."
        return Fault("DOC020", path, f"`{steps[-1]}` is not a key that is known {where}.", fix)
    if kind == "missing":
        return Fault("DOC021", path, f"`{path}` is missing.", f"Add `{steps[-1]}:`.")
    if kind == "literal_error":
        expected = message.removeprefix("Input should be ").replace("'", "`")
        return Fault("DOC023", path, f"`{path}` is `{str(raw)[:40]}`.", f"Write {expected}.")
    if kind == "value_error":
        problem, _, fix = message.removeprefix("Value error, ").partition(" | ")
    else:
        problem, fix = _RESULT.get(kind, (message, "See the reference of this field"))
    return Fault("DOC022", path, f"`{path}`: {problem}.", f"{fix[:1].upper()}{fix[1:]}.")


def _keys(model: type[BaseModel], steps: list[str | int]) -> Iterator[str]:
    """Yield the keys that are known at a path, by walking the types of the fields."""
    here: object = model
    for step in steps:
        part = _model_in(here)
        if part is not None:
            found = next((f for n, f in part.model_fields.items() if step in (n, f.alias)), None)
            here = found.annotation if found else None
        elif (origin := get_origin(here)) is not None and issubclass(origin, Mapping | tuple):
            here = get_args(here)[1 if issubclass(origin, Mapping) else 0]
    part = _model_in(here)
    if part is not None:
        yield from (field.alias or name for name, field in part.model_fields.items())


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is None or isinstance(get_origin(annotation), type):
        return None
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _finding(fault: Fault, source: Source) -> Finding:
    steps = fault.path.split(".") if fault.path else []
    return fault.finding(Place(source.file, line_of(source.tree, steps), Id(fault.path)))


def _placed(document: Document, fault: Fault) -> Finding:
    return fault.finding(document.place(fault.path))


def _sorted(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda f: (f.place.file or "", f.place.line or 0, f.place.path, f.code))


def _merged(own: Initiative, source: Source, around: tuple[Source, Portfolio] | None, folder: str) -> Document:
    if around is None:
        return Document(own.model_copy(update={"initiative": own.initiative or folder}), None, source)
    outer, portfolio = around
    shared = frozenset(portfolio.kpis) - frozenset(own.kpis)
    merged = own.model_copy(
        update={
            "initiative": own.initiative or folder,
            "currency": own.currency or portfolio.currency,
            "kpis": {**{k: portfolio.kpis[k] for k in portfolio.kpis if k in shared and _uses(own, k)}, **own.kpis},
            "assumptions": {**portfolio.assumptions, **own.assumptions},
            "people": {**portfolio.people, **own.people},
            "rates": {**portfolio.rates, **own.rates},
        }
    )
    return Document(merged, portfolio, source, outer, shared & frozenset(merged.kpis))


def _uses(own: Initiative, kpi: str) -> bool:
    """Whether an initiative names a KPI of the portfolio anywhere."""
    objective = own.objective
    named = {objective.kpi, *objective.guardrails} if objective else set()
    named.update(name for goal in own.operational_goals.values() for name in goal.moves)
    named.update(name for each in own.kpis.values() for name in each.drives)
    return kpi in named or any(kpi in item.advances for _, item in items_of(own))
