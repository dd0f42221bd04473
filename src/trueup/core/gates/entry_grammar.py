"""How a line of the ledger is written, as one pattern: sorted keys, no blanks, no nulls, no defaults.

What matches has one text only, so that the same entry never has two ids; and matching is five times quicker than
building the entry, which is how 100,000 of them are verified in a second. The members are put together from `MEMBERS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, get_args

from trueup.core.base.finding import PHASES
from trueup.core.model.ledger import AgreementKind, Choice, EntryKind, Stage


def _one_of(*words: str) -> str:
    return '"(?:' + "|".join(words) + ')"'


def _number(long: str) -> str:
    """Return the pattern of a number, with a group that is set where it is so long that it must be looked at.

    At most 15 digits without zeros at the end are the shortest way to write a number (IEEE 754): no look is needed.
    """
    return rf"(?:{_SHORT}|(?P<{long}>{_LONG}))"


def _list(item: str) -> str:
    return rf"\[(?:{item}(?:,(?!\])|(?=\])))++\]"


_PLAIN: Final = r'[^"\\\x00-\x1f]*+'
_ESCAPED: Final = r'\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))'
_TEXT: Final = rf'"{_PLAIN}(?:"|(?:{_ESCAPED}{_PLAIN})++")'
_FILLED: Final = rf'(?!""){_TEXT}'
_HASH: Final = r'[^"]{64}'
"""That it is a hash is found by what it has to be: that of the content, or of an entry that is there."""
_DAY: Final = r'"[0-9]{4}-[0-9][0-9]-[0-9][0-9]"'
_SHORT: Final = (
    r"-?(?:0\.(?:0|0{0,3}[1-9](?:[0-9]{0,13}[1-9])?)"
    r"|[1-9][0-9]{0,2}\.(?:0|[0-9]{0,11}[1-9])"
    r"|[1-9][0-9]{3,8}\.(?:0|[0-9]{0,5}[1-9]))(?=[,}])"
)
_LONG: Final = r"-?[0-9][0-9.]*+(?:e[+-][0-9]++)?"
_AGREEMENT: Final = _one_of(*get_args(AgreementKind))

MEMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "agreement": rf'\{{(?:"covers":{_list(_FILLED)},)?+"digest":{_FILLED},"kind":{_AGREEMENT}\}}',
        "at": r'"(?P<at>[0-9]{4}-[0-9][0-9]-[0-9][0-9]T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)"',
        "attended": _list(_TEXT),
        "choice": _one_of(*get_args(Choice)),
        "conditions": _list(rf'\{{"by":(?P<due>{_DAY}),"owner":{_TEXT},"text":{_TEXT}\}}'),
        "id": rf'"(?P<id>{_HASH})"',
        "initiative": _TEXT,
        "kind": _one_of(*get_args(EntryKind)),
        "note": _FILLED,
        "phase": _one_of(*PHASES),
        "prev": rf'\["(?P<prev>{_HASH}(?:","{_HASH})*+)"\]',
        "proof": _one_of("recorded", "sealed", "session"),
        "recorded": rf'\{{"by":{_TEXT},"sha256":{_TEXT},"source":{_TEXT}\}}',
        "released": rf"\[{_number('money')},{_TEXT}\]",
        "role": _TEXT,
        "sealed": rf'\{{"key":{_TEXT},"signature":(?P<seal>{_TEXT})\}}',
        "seen": _list(rf'\{{"basis":{_TEXT},"name":{_TEXT},"unit":{_TEXT},"value":{_number("figure")}\}}'),
        "stage": _one_of(*get_args(Stage)),
        "subject": _FILLED,
        "until": f"(?P<until>{_DAY})",
        "verdicts": _list(rf'\{{"category":{_FILLED},"name":{_FILLED}\}}'),
        "who": _TEXT,
    }
)
"""Each member of a line by its name, in the order in which they stand."""

ALWAYS: Final = frozenset({"at", "id", "initiative", "kind", "role", "who"})
"""What every line has; the last of them is also the last member, so that every other is followed by a comma."""


def _members(names: Iterable[str]) -> str:
    return "".join(
        f'"{name}":{MEMBERS[name]},' if name in ALWAYS else f'(?:"{name}":{MEMBERS[name]},)?+' for name in names
    )


_SORTED: Final = list(MEMBERS)
_LINE: Final = (
    rf"(?P<before>\{{{_members(_SORTED[: _SORTED.index('id')])})"
    rf'"id":{MEMBERS["id"]},'
    rf'(?P<after>{_members(_SORTED[_SORTED.index("id") + 1 : -1])}"who":{MEMBERS["who"]}\}})'
)


@cache
def line_pattern() -> re.Pattern[bytes]:
    """Return the pattern of a whole line without its break, alone or among others, in bytes; groups as in `_checked`.

    It is compiled when the first line is read: that takes longer than many a verb that reads none.
    """
    return re.compile(f"^{_LINE}$".encode(), re.MULTILINE)


# Groups `due`, `until`, `money` and `figure` hold what matching cannot judge to the end: a day, a long number; of a
# list the last only, and these find the others. They find nothing inside a text, where quotes are escaped.
DAYS: Final = re.compile(rb'"(?:by|until)":"([0-9]{4}-[0-9][0-9]-[0-9][0-9])"')
FIGURES: Final = re.compile(rf'"value":({_LONG})}}'.encode())


def fits(name: str, text: str) -> bool:
    """Whether the JSON text of a member is one that it may have."""
    return name in MEMBERS and re.fullmatch(MEMBERS[name], text) is not None
