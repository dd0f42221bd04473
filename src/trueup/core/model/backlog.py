"""A document in several files: the work may stand in `backlog.yaml` or `backlog/*.yaml` beside `initiative.yaml`."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from trueup.core.base.finding import Finding
from trueup.core.base.tree import Branch
from trueup.core.model.document import Source
from trueup.core.model.fault import Fault, Suggestions
from trueup.core.model.fields import Ident, Part
from trueup.core.model.work import Epic

EPICS = "epics"


class Backlog(Part):
    """A file with work of the initiative whose folder it stands in."""

    alone: ClassVar[str] = ""

    trueup: Literal["1"] = Field("1", description="the version of this language")
    epics: Mapping[Ident, Epic] = Field(default_factory=dict, description="the work, by id")


def joined(own: Source, backlog: Iterable[Source]) -> tuple[Source, list[Finding]]:
    """Return the document with the epics of its other files, and what is wrong with these files as a whole.

    What is wrong inside an epic shows when the whole document is parsed; each epic keeps the file it stands in.
    """
    files = list(backlog)
    found: list[Finding] = []
    epics, filled = own.tree.get(EPICS), own.tree.get(EPICS) is not None
    if not files or (filled and not isinstance(epics, Branch)):
        return own, found
    whole = Branch(own.tree.lines.get(EPICS, own.tree.line))
    files_of: dict[str, str] = {}
    _take(whole, files_of, epics, own)
    for source in files:
        found += _of_another_kind(source)
        epics = source.tree.get(EPICS)
        if isinstance(epics, Branch):
            found += _twice(epics, source, whole, files_of)
            _take(whole, files_of, epics, source)
    tree = Branch(own.tree.line)
    tree.update(own.tree)
    tree.lines = {**own.tree.lines, EPICS: whole.line}
    tree[EPICS] = whole
    return Source(own.file, tree, {name: file for name, file in files_of.items() if file != own.file}), found


def _take(whole: Branch, files_of: dict[str, str], epics: object, source: Source) -> None:
    if not isinstance(epics, Branch):
        return
    for name, epic in epics.items():
        if name not in whole:
            whole[name] = epic
            whole.lines[name] = epics.lines[name]
            files_of[name] = source.file


def _of_another_kind(source: Source) -> list[Finding]:
    known = Backlog.known_keys()
    suggest = Suggestions()
    faults = []
    for key in source.tree:
        if key not in known:
            hint = suggest.nearest("backlog", key, known)
            fix = f"Write `{hint}`." if hint else "Keep `epics:` here, and everything else in `initiative.yaml`."
            faults.append(Fault("DOC020", key, f"`{key[:80]}` is not a key of a file with work.", fix))
    version = source.tree.get("trueup")
    if version not in (None, "1"):
        faults.append(Fault("DOC023", "trueup", f"`trueup` is `{str(version)[:40]}`.", "Write `1`."))
    epics = source.tree.get(EPICS)
    if epics is not None and not isinstance(epics, Branch):
        problem = "`epics`: a section with an id for each entry is expected."
        faults.append(Fault("DOC022", EPICS, problem, "Write `id:` and indent what belongs to it."))
    return [fault.finding(source.place(fault.path)) for fault in faults]


def _twice(epics: Branch, source: Source, whole: Branch, files_of: Mapping[str, str]) -> list[Finding]:
    faults = [
        Fault(
            "DOC032",
            f"{EPICS}.{name}",
            f"Epic `{name}` stands here and in {files_of[name]}:{whole.lines[name]}.",
            "Keep it in one file, or give one of them another id.",
        )
        for name in epics
        if name in whole
    ]
    return [fault.finding(source.place(fault.path)) for fault in faults]
