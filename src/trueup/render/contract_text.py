"""What a check and a comparison of contracts found, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.contract import Contract, ContractFault, nested
from trueup.core.readiness.contract_change import EFFECTS, ContractChange, ContractDifference
from trueup.core.readiness.contract_facts import FACTS
from trueup.render.harmless import one_line
from trueup.render.plain import count_of

_HEADS: Final = {
    "breaking": "breaks what works today",
    "loosened": "promises less",
    "compatible": "needs nobody's care",
}


def checked_text(found: Sequence[tuple[str, Contract | None, tuple[ContractFault, ...]]]) -> str:
    """Return what is wrong in each contract, with its line and remedy; what is fine gets one line."""
    lines: list[str] = []
    for file, contract, faults in found:
        lines += [part for fault in faults for part in _fault(fault)]
        lines.append(f"{file}: {_summary(contract, faults)}")
        lines += [f"  not run: {one_line(text)}" for text in _not_run(contract)]
    return "\n".join(lines) + "\n"


def _fault(fault: ContractFault) -> tuple[str, str]:
    path = f"{one_line(fault.place.path)}: " if fault.place.path else ""
    return f"{fault.place}: {path}{one_line(fault.problem)}", f"    {one_line(fault.fix)}"


def _summary(contract: Contract | None, faults: Sequence[ContractFault]) -> str:
    said = count_of(len(faults), "fault") if faults else "no fault"
    if contract is None:
        return f"{said}; it could not be read"
    properties = sum(len(schema.properties) for schema in contract.schemas)
    rules = sum(1 for _ in _rules(contract))
    parts = [count_of(len(contract.schemas), "table"), f"{properties:,} properties", count_of(rules, "quality rule")]
    return f"{said}; {contract.api_version or 'no apiVersion'}, {', '.join(parts)}"


def _rules(contract: Contract) -> Iterator[tuple[str, NotRun | None]]:
    """Yield the place of every quality rule, and why trueup cannot run it."""
    for schema in contract.schemas:
        parts = [schema.quality, *(prop.quality for prop in schema.properties)]
        parts += [part.quality for prop in schema.properties for _, part in nested(prop)]
        for rule in (rule for rules in parts for rule in rules):
            why = rule.runs if isinstance(rule.runs, NotRun) else None
            if rule.kind in ("custom", "text"):
                why = NotRun("refused", f"a rule of type {rule.kind}" + (f" for {rule.engine}" if rule.engine else ""))
            yield rule.at.of(), why


def _not_run(contract: Contract | None) -> list[str]:
    if contract is None:
        return []
    return [f"{where}: {why.detail}. {why.fix}".rstrip() for where, why in _rules(contract) if why is not None]


def checked_json(found: Sequence[tuple[str, Contract | None, tuple[ContractFault, ...]]]) -> str:
    """Return the same as JSON: one entry a file."""
    entries = [
        {
            "file": file,
            "read": contract is not None,
            "apiVersion": contract.api_version if contract else None,
            "id": contract.id if contract else None,
            "version": contract.version if contract else None,
            "faults": [
                {"where": str(f.place), "path": f.place.path, "problem": f.problem, "fix": f.fix} for f in faults
            ],
            "not_run": _not_run(contract),
        }
        for file, contract, faults in found
    ]
    return json.dumps({"contracts": entries}, indent=2, ensure_ascii=False) + "\n"


def difference_text(found: ContractDifference) -> str:
    """Return every change under what it means for readers, the worst first, and what the version number should say."""
    lines: list[str] = []
    for effect in EFFECTS:
        changes = found.of(effect)
        if changes:
            lines.append(f"{effect}: {_HEADS[effect]}")
            lines += [f"  {change.where}: {one_line(change.path)}: {one_line(change.what)}" for change in changes]
    if not lines:
        lines.append("Nothing changed for those who read the data.")
    lines.append(found.version.words())
    return "\n".join(lines) + "\n"


def difference_json(found: ContractDifference) -> str:
    """Return the same as JSON."""
    version = found.version
    told = {
        "breaks": found.breaks,
        "changes": [_change(change) for change in found.changes],
        "version": {
            "old": version.old,
            "new": version.new,
            "says": version.says,
            "needs": version.needs,
            "fits": version.fits,
        },
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _change(change: ContractChange) -> dict[str, str]:
    return {"effect": change.effect, "path": change.path, "what": change.what, "where": change.where}


def facts_table() -> str:
    """Return what trueup does with each part of the standard, as a table in Markdown."""
    lines = ["| in the contract | what trueup does | how |", "|---|---|---|"]
    for fact in FACTS:
        names = ", ".join(f"`{key}`" for key in fact.keys)
        lines.append(f"| {fact.title}: {names} | {fact.does} | {fact.how} |")
    return "\n".join(lines) + "\n"
