"""The tree of a YAML document, built in one pass over the parser's events, without recursion.

The C parser is used where PyYAML has it (about six times faster); the pure one reads the same language without it.
"""

from __future__ import annotations

import re
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from trueup.adapters.yaml_syntax import explain, shown
from trueup.core.base import document_faults as fault
from trueup.core.base.finding import Id, Place
from trueup.core.base.tree import Branch, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from trueup.core.base.finding import Finding
    from trueup.core.base.tree import Tree

_Event: TypeAlias = Any  # PyYAML's stubs call the mark of every event optional, and its kinds share no attributes

try:
    from yaml._yaml import CParser as _Parser
except ImportError:
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Parser(Reader, Scanner, Parser, Composer):  # type: ignore[no-redef]
        """The same events and nodes from PyYAML alone."""

        def __init__(self, stream: bytes) -> None:
            """Begin at the start of the text."""
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)

        def raw_parse(self) -> int:
            """Return 0: events are not counted ahead, as without C that takes as long as reading them."""
            return 0


AnyParser = _Parser
"""The C parser where PyYAML has it, else the pure one: both give events, and nodes if a resolver is added."""

NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
FAULTS_AT_MOST: Final = 100
PARTS: Final = "keys, values, beginnings and ends of lists"
"""What the parser makes an event of, in the user's words."""
KEY_AT_MOST: Final = 200
_COMPLEX: Final = "(a list or a mapping)"
_CONTROL: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
UNUSUAL: Final = re.compile(rb"[&*!\\](?:(?<=\\)|(?<![^\s\[{,:?-].)(?:(?<=!)|(?!\s)))", re.DOTALL)
"""What an alias, an anchor, a tag or an escape cannot do without; `count(*)` and `a * b` are none.

It begins with the sign itself and looks back from there: so most of a text is passed over ten times faster.
"""


class EnoughError(Exception):
    """Reading cannot usefully go on; the faults say why."""


class Faults:
    """Collects the faults of one file; raises EnoughError when there are so many that the list helps nobody."""

    def __init__(self, file: str) -> None:
        """Start with none."""
        self.found: list[Finding] = []
        self._file = file

    def add(self, kind: fault.DocumentFault, line: int, path: str, problem: str, fix: str) -> None:
        """Keep a fault; `line` counts from 1, `path` is empty for the document as a whole."""
        self.found.append(kind.at(Place(self._file, line, Id(path)), problem, fix))
        if len(self.found) == FAULTS_AT_MOST:
            more = f"There are {FAULTS_AT_MOST} faults or more; the rest of the document was not read."
            self.found.append(fault.TOO_MANY_FAULTS.at(self.found[-1].place, more, "Mend these and check again."))
            raise EnoughError


class TreeReader:
    """Reads one text: `documents` holds what was built so far, the fault list what was wrong."""

    def __init__(self, data: bytes, faults: Faults, events: int, depth: int, larger: str = "") -> None:
        """Begin to read `data` (UTF-8 without control characters); `events` and `depth` bound what is accepted.

        `larger` is what to do about more events than that.
        """
        self.documents = Row(1)
        self._report = faults.add
        self._data = data
        self._events = events
        self._depth = depth
        self._larger = larger or "Split it into several files."
        self._parents: list[tuple[Branch | Row, str | None]] = []
        self._steps: list[str | int] = []
        self._words: dict[str, str] = {}
        self._unread: Callable[[], _Event] = AnyParser(data).get_event
        self._next: Callable[[], _Event] = self._careful if UNUSUAL.search(data) else self._unread

    def read(self) -> None:
        """Read to the end, or to a syntax error; raises EnoughError where going on would be useless."""
        try:
            self._build()
        except (YAMLError, ValueError, OverflowError) as error:
            found = explain(error, self._data.decode("utf-8-sig").split("\n"))
            self._report(found.kind, found.line, self._path(), found.problem, found.fix)

    def _build(self) -> None:  # noqa: PLR0912 - the inner loop: a call per scalar would cost a tenth of the time
        next_event: Callable[[], _Event] = self._next
        known = self._words.get
        row, branch, in_row = self.documents, Branch(1), True
        lines = branch.lines
        key: str | None = None
        for _ in repeat(None, self._events):
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                text = event.value
                if in_row:
                    row.append(None if text in NOTHING and event.implicit[0] else text)
                    row.lines.append(event.start_mark.line + 1)
                elif key is None:
                    key = known(text) or self._new_key(event)
                    if key in lines:
                        self._duplicate(key, lines[key], event)
                    else:
                        lines[key] = event.start_mark.line + 1
                else:
                    branch[key] = None if text in NOTHING and event.implicit[0] else text
                    key = None
                continue
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                self._steps.pop()
                here, key = self._parents.pop()
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                here, key = self._enter(row if in_row else branch, key, event), None
            elif self._is_over(event):
                return
            else:
                continue
            if isinstance(here, Row):
                row, in_row = here, True
            else:
                branch, lines, in_row = here, here.lines, False
        beyond: _Event = self._unread()
        self._too_many_events(beyond.start_mark.line + 1)

    def _enter(self, here: Branch | Row, key: str | None, event: _Event) -> Branch | Row:
        """Return the list or mapping that begins with `event`, placed where it belongs."""
        line = event.start_mark.line + 1
        child = Branch(line) if event.__class__ is MappingStartEvent else Row(line)
        after = None
        if isinstance(here, Row):
            self._steps.append(len(here))
            here.append(child)
            here.lines.append(line)
        elif key is not None:
            self._steps.append(key)
            here[key] = child
        else:
            problem = "A list or a mapping is used as a key."
            fix = "Write the key as a plain word; put a text that begins with { or [ in quotes."
            self._report(fault.ODD_KEY, line, self._path(), problem, fix)
            self._steps.append(_COMPLEX)
            after = _COMPLEX
        self._parents.append((here, after))
        if len(self._parents) > self._depth:
            problem = f"Lists and mappings stand in each other more than {self._depth} levels deep."
            self._report(fault.TOO_DEEP, line, self._path(), problem, "Write it flatter, and close every bracket.")
            raise EnoughError
        return child

    def _new_key(self, event: _Event) -> str:
        """Return a key that is met for the first time; a faulty one is not remembered, so that each is seen."""
        text: str = event.value
        line = event.start_mark.line + 1
        if text == "<<" and event.implicit[0]:
            fix = "Write the keys out here, or use `instead_of` where a KPI builds on another."
            self._report(fault.MERGE_KEY, line, self._path(), "`<<` merges another mapping into this one.", fix)
        elif not text or (event.implicit[0] and text in NOTHING):
            self._report(fault.ODD_KEY, line, self._path(), "A key is empty.", "Name it: `key: value`.")
        elif len(text) > KEY_AT_MOST or "\n" in text:
            problem = f"`{shown(text)}` is too long for a key ({len(text):,} characters)."
            fix = f"Use a word of one line and at most {KEY_AT_MOST} characters as key, and the text as its value."
            self._report(fault.ODD_KEY, line, self._path(), problem, fix)
        else:
            self._words[text] = text
        return text

    def _duplicate(self, key: str, first: int, event: _Event) -> None:
        line = event.start_mark.line + 1
        path = ".".join(map(str, [*self._steps[1:], key]))
        under = f"under `{path.rpartition('.')[0]}`" if "." in path else "at the top of the document"
        problem = f"`{shown(key)}` stands twice {under}: on lines {first} and {line}."
        self._report(
            fault.DUPLICATE_KEY, line, path, problem, "Keep one of the two, or give the other a name of its own."
        )

    def _is_over(self, event: _Event) -> bool:
        kind: object = event.__class__
        if kind is StreamEndEvent:
            return True
        if kind is DocumentStartEvent and self.documents:
            problem = "A second document begins here."
            fix = "Keep one document a file: remove the `---` or move what follows into a file of its own."
            self._report(fault.SEVERAL_DOCUMENTS, event.start_mark.line + 1, "", problem, fix)
            return True
        return False

    def _too_many_events(self, line: int) -> None:
        problem = f"The document has more than {self._events:,} parts ({PARTS})."
        self._report(fault.TOO_LARGE, line, self._path(), problem, self._larger)

    def _careful(self) -> _Event:
        """Return the next event of a text that may hold aliases, anchors, tags or escapes; report those not allowed."""
        event = self._unread()
        kind = event.__class__
        if kind is AliasEvent:
            return self._alias(event)
        if kind is not ScalarEvent and kind is not MappingStartEvent and kind is not SequenceStartEvent:
            return event
        line = event.start_mark.line + 1
        if event.anchor is not None:
            problem = f"`&{shown(event.anchor)}` names a part of the document for reuse."
            fix = "Remove it; put a text that begins with & in quotes."
            self._report(fault.ALIAS_OR_ANCHOR, line, self._path(), problem, fix)
        if event.tag is not None:
            problem = f"`{shown(event.tag.replace('tag:yaml.org,2002:', '!!'))}` is a type tag."
            fix = "Remove it: types follow from the key. Put a text that begins with ! in quotes."
            self._report(fault.TAG, line, self._path(), problem, fix)
        if kind is ScalarEvent and not event.value.isprintable() and (bad := re.search(_CONTROL, event.value)):
            problem = f"The text holds the control character U+{ord(bad[0]):04X}."
            self._report(fault.CONTROL_CHARACTER, line, self._path(), problem, "Remove its escape sequence.")
        return event

    def _alias(self, event: _Event) -> _Event:
        name = event.anchor or ""
        problem = f"`*{shown(name)}` refers to another part of the document."
        fix = "Write the value out; put a text that begins with * in quotes."
        self._report(fault.ALIAS_OR_ANCHOR, event.start_mark.line + 1, self._path(), problem, fix)
        return ScalarEvent(None, None, (False, True), f"*{name}", event.start_mark, event.end_mark)

    def _path(self) -> str:
        """Return where reading stands, in the form `kpis.late.target`; entries of lists count from 0."""
        here: Tree = self.documents
        for step in self._steps:
            if isinstance(here, Row) and isinstance(step, int):
                here = here[step]
            else:
                here = here.get(str(step)) if isinstance(here, Branch) else None
        last = next(reversed(here.lines), None) if isinstance(here, Branch) and here.lines else None
        waiting = [last] if last is not None and isinstance(here, Branch) and last not in here else []
        return ".".join(map(str, [*self._steps[1:], *waiting]))
