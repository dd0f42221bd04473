"""Data contracts of an initiative and of files: read, checked, compared, drafted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from trueup.adapters.folder import read_bytes, read_stream
from trueup.adapters.git import run_git
from trueup.adapters.odcs import ContractReading, read_contract
from trueup.adapters.output import write_whole
from trueup.adapters.sources import Source, find_source
from trueup.adapters.yaml_document import Bounds
from trueup.app.define import one_document
from trueup.app.engine import engine_for
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.model.ask.engine import AnswerValue, Question
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.profile import ProfileOf, TableProfile
from trueup.core.model.ask.table import Columns, ColumnsOf, KeyFacts, KeyOf
from trueup.core.model.contract import Contract
from trueup.core.model.dataset import DataSet
from trueup.core.model.initiative import Initiative
from trueup.core.readiness.contract_change import ContractDifference
from trueup.core.readiness.contract_diff import compare
from trueup.core.readiness.contract_draft import Draft, Meant, draft_columns, key_of
from trueup.core.readiness.contract_meant import meant_of

_NOW: Final = ":"


def contracts_of(initiative: Initiative, folder: Path, *, confined: bool = False) -> Mapping[DataId, Contract | NotRun]:
    """Return the contract of every data set that names one, each file read once; NotRun says why there is none.

    With `confined`, every file must lie inside the folder, symbolic links followed.
    """
    read: dict[str, Contract | NotRun] = {}
    found: dict[DataId, Contract | NotRun] = {}
    for name, table in initiative.data.items():
        if table.contract:
            if table.contract not in read:
                read[table.contract] = _of_file(table.contract, folder, confined=confined)
            found[DataId(name)] = read[table.contract]
    return found


def _of_file(name: str, folder: Path, *, confined: bool) -> Contract | NotRun:
    if "://" in name or "\0" in name:
        return NotRun("no_data", f"`{name[:80]}` is no file here", "Download it and name the file.")
    file = folder / name
    try:
        if confined and not file.resolve().is_relative_to(folder.resolve()):
            fix = "Put the file into the initiative's folder."
            return NotRun("refused", f"the contract `{name}` lies outside the initiative's folder", fix)
        reading = read_contract(read_bytes(file, Bounds().bytes), name)
    except (TrueupError, OSError, ValueError):
        return NotRun("no_data", f"the contract `{name}` cannot be opened", "Put it there, or correct the path.")
    if reading.contract is None:
        first = reading.faults[0]
        return NotRun("error", f"{first.place}: {first.problem}", first.fix)
    return reading.contract


def check_contract(file: Path) -> ContractReading:
    """Return a contract and everything wrong in it; raises `TrueupError` where the file cannot be opened."""
    return read_contract(read_stream(file, Bounds().bytes), file.as_posix())


def diff_contracts(old: str, new: str) -> ContractDifference:
    """Return what differs between two contracts, each a file or `REV:path`, a file as it was at a git revision.

    Raises `TrueupError` where one cannot be opened or read.
    """
    return compare(_version(old), _version(new))


def _version(word: str) -> Contract:
    if Path(word).is_file():
        reading = check_contract(Path(word))
    else:
        revision, colon, path = word.partition(_NOW)
        if not colon or not path or not revision or revision.startswith("-"):
            fix = "Give a file, or `REV:path` for the file at a git revision, such as `HEAD~1:contracts/log.odcs.yaml`."
            raise TrueupError.option(f"`{word}` is no file that is there.", word, fix)
        reading = read_contract(_at_revision(revision, Path(path), word), word)
    if reading.contract is None:
        first = reading.faults[0]
        raise TrueupError(ErrorCode.DOCUMENT, f"{first.place}: {first.problem}", str(first.place), first.fix)
    return reading.contract


def _at_revision(revision: str, path: Path, word: str) -> bytes:
    folder = next((each for each in path.parents if each.is_dir()), Path())
    inside = PurePosixPath(path.relative_to(folder).as_posix())
    commit = run_git(
        folder,
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{revision}^{{commit}}",
        fault=f"There is no revision `{revision}`.",
    )
    asked = f"{commit.decode().strip()}:./{inside}"
    return run_git(folder, "cat-file", "blob", asked, fault=f"There is no file `{word}`.")


@dataclass(frozen=True, slots=True)
class _Drafted:
    """What a draft is made for: the data set's id, its source, and what the document says of it."""

    data: DataId
    source: Source
    table: DataSet | None


def draft_contract(data: str, path: Path, *, untrusted: bool = False, seconds: float = 120.0) -> Draft:
    """Return a draft of a contract for a data set of the initiative at `path`, or for a file.

    A data set's id goes before a file of its name. Raises `TrueupError` where there is neither, or it cannot be read.
    """
    subject = _subject(data, path)
    answered = _asker(subject, untrusted=untrusted, seconds=seconds)
    facts = answered(ColumnsOf(subject.data))
    if not isinstance(facts, Columns):
        why = facts if isinstance(facts, NotRun) else NotRun("error", "the engine answered another question")
        raise TrueupError(ErrorCode.SOURCE, f"{why.detail}.", data, why.fix or "Check the file.")
    stated = subject.table.key if subject.table else ()
    holds = answered(KeyOf(subject.data, tuple(stated))) if stated else None
    is_key = isinstance(holds, KeyFacts) and not holds.repeated and not holds.with_null
    key = key_of(facts, stated, stated_holds=is_key)
    notes = [] if key else ["no column names a row alone: mark the columns of the key with `primaryKey: true`"]
    if stated and not is_key:
        notes = [f"the document's key ({', '.join(stated)}) does not name one row each time"]
    return Draft(
        id=str(subject.data),
        table=str(subject.data),
        file=subject.source.files[0].name,
        rows=facts.rows,
        columns=draft_columns(facts, key, _references(subject.table), _meant(answered, subject.data)),
        team=_team(subject.table),
        title=subject.table.title if subject.table else None,
        notes=tuple(notes),
    )


def _meant(answered: Callable[[Question], AnswerValue | NotRun], data: DataId) -> Mapping[str, Meant]:
    """Return what the profile says its columns mean; nothing where it could not be made."""
    profile = answered(ProfileOf(data))
    return meant_of(profile) if isinstance(profile, TableProfile) else {}


def _subject(data: str, path: Path) -> _Drafted:
    file = Path(data)
    if file.is_file():
        name = DataId(_as_id(file.name.partition(".")[0]))
        return _Drafted(name, _found(find_source(name, file.name, file.parent), data), None)
    target, document = one_document(path, Bounds())
    table = document.initiative.data.get(data)
    if table is None:
        near = nearest(data, document.initiative.data)
        fix = f"Did you mean `{near}`?" if near else "Name a data set of the document, or a file."
        raise TrueupError.option(f"`{data}` is neither a file nor a data set of {path}.", data, fix)
    name = DataId(data)
    return _Drafted(name, _found(find_source(name, table.source or "", target.initiatives[0].parent), data), table)


def _found(source: Source | NotRun, data: str) -> Source:
    if isinstance(source, NotRun):
        raise TrueupError(ErrorCode.SOURCE, f"{source.detail}.", data, source.fix or "Check the file.")
    return source


def _asker(subject: _Drafted, *, untrusted: bool, seconds: float) -> Callable[[Question], AnswerValue | NotRun]:
    engine = engine_for(untrusted=untrusted, memo={})({subject.data: subject.source})

    def answered(ask: Question) -> AnswerValue | NotRun:
        return next((each.value for each in engine.answer([ask], seconds)), NotRun("error", "no answer came"))

    return answered


def _references(table: DataSet | None) -> dict[str, str]:
    """Return the references of one column that the document states, as the standard writes them."""
    pairs = table.references if table else ()
    return {ref.columns[0]: f"{ref.to}.{ref.to_columns[0]}" for ref in pairs if len(ref.columns) == 1}


def _team(table: DataSet | None) -> tuple[tuple[str, str], ...]:
    if table is None:
        return ()
    roles = (("owner", table.owner), ("steward", table.steward), ("custodian", table.custodian))
    return tuple((name, role) for role, name in roles if name)


def _as_id(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "_-" else "-" for sign in name).strip("-") or "data"


def write_draft(text: str, output: Path, *, force: bool) -> None:
    """Write a draft to a file; raises `TrueupError` where one is there already, unless `force` is set."""
    if output.exists() and not force:
        raise TrueupError(
            ErrorCode.OUTPUT, f"{output} is there already.", str(output), "Choose another name, or add --force."
        )
    write_whole(output, text.encode())
