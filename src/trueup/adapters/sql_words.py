"""The words of a user's SQL expression: what may reach the parser at all.

Only names, numbers, strings and a short list of signs pass; comments, statements, parameters, dollar quotes, escapes,
brackets of lists and characters that look like others stop here. The parser then sees our words with single blanks,
so it cannot split the text differently than we did.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from trueup.adapters.sql_allowed import NO_LIST, SqlRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_TEXT: Final = 2_000
LONGEST_STRING: Final = 1_000
LONGEST_NAME: Final = 200
MOST_WORDS: Final = 600
DEEPEST_BRACKETS: Final = 20
_MOST_DIGITS: Final = 38

_WORD: Final = re.compile(
    r"""(?P<comment>--|/\*)
    |(?P<blank>[ \t\r\n]+)
    |(?P<string>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")+")
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>::|<>|!=|<=|>=|\|\||[-+*/%=<>(),])""",
    re.VERBOSE,
)
_PAIRS_REFUSED: Final = {
    "//": "Write `floor(a / b)`.",
    "**": "Write `power(a, b)`.",
    "==": "Write `=`.",
    "=>": "Arguments have no names: write them in order.",
    "->": NO_LIST,
}
_SIGNS_REFUSED: Final = {
    ";": "Write one expression, not statements.",
    ".": 'Write the column\'s name alone (quote it as "a.b" if it has a dot), and numbers as 0.5 or 5.0.',
    "$": "Write values and 'strings' out; parameters and dollar quotes are not part of the language.",
    "?": "Write the value itself; parameters are not part of the language.",
    "^": "Write `power(a, b)`.",
    "~": "Write `regexp_matches(x, 'pattern')`.",
    "'": "Close the string with a straight quote, and write a quote inside it twice.",
    '"': "Close the name with a straight double quote, and write a quote inside it twice.",
    "`": "Put names in double quotes.",
}
_TIED_TEST: Final = re.compile(r"\bis( not)? (null|true|false|unknown) (::|[-+*/%]|\|\|)$", re.IGNORECASE)
_TIED_ZONE: Final = re.compile(r"\bwith(out)? time zone '[^']*'$", re.IGNORECASE)
_TYPES_OF_LITERALS: Final = frozenset({"date", "time", "timestamp", "timestamptz"})
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def words_of(text: str) -> list[str]:
    """Return the words of an expression in order, typed literals such as DATE '2013-01-01' in parentheses.

    Raises `SqlRefused` for what is not a word, for too many of them, and where the parser would read them differently
    than DuckDB does (both measured): `x IS NULL::int`, and `TIMESTAMP '2013-01-01'::date` without parentheses.
    """
    if len(text) > LONGEST_TEXT:
        problem = f"The expression has {len(text):,} characters."
        raise SqlRefused(problem, f"At most {LONGEST_TEXT:,} are read: shorten it.")
    words: list[str] = []
    for word in _split(text):
        words.append(word)
        behind = " ".join(words[-4:])
        if _TIED_TEST.search(behind):
            raise SqlRefused(f"`{word}` stands behind a test with IS.", "Put parentheses around `x IS NULL`.")
        if _TIED_ZONE.search(behind):
            raise SqlRefused("A typed literal has a long type.", "Write `TIMESTAMPTZ '2013-01-01 10:00+00'`.")
        if word.startswith("'") and words[-2:-1] and words[-2].lower() in _TYPES_OF_LITERALS:
            words[-2:] = ["(", *words[-2:], ")"]
    if not words:
        raise SqlRefused("The expression is empty.", "Write an expression over the columns of the data set.")
    if len(words) > MOST_WORDS:
        raise SqlRefused(f"The expression has {len(words)} words.", f"At most {MOST_WORDS} are read: shorten it.")
    return words


def _split(text: str) -> Iterator[str]:
    at = depth = 0
    while at < len(text):
        match = _WORD.match(text, at)
        kind = match.lastgroup if match else None
        if match is None or kind == "comment" or (kind == "sign" and text[at : at + 2] in _PAIRS_REFUSED):
            raise _unreadable(text, at)
        word = match.group()
        at = match.end()
        if kind == "blank":
            continue
        _check_word(word, kind)
        depth += (word == "(" or word.lower() == "case") - (word == ")" or word.lower() == "end")
        if depth > DEEPEST_BRACKETS:
            raise SqlRefused("The expression is nested too deeply.", f"At most {DEEPEST_BRACKETS} brackets are read.")
        if depth < 0:
            raise SqlRefused("A `)` or END closes nothing.", "Check the parentheses.")
        yield word


def _unreadable(text: str, at: int) -> SqlRefused:
    pair, sign = text[at : at + 2], text[at]
    if pair in {"--", "/*"}:
        fix = "Take the comment out (YAML has its own, after `#`), or put a blank between two minus signs."
        return SqlRefused(f"`{pair}` begins a comment.", fix)
    if pair in _PAIRS_REFUSED:
        return SqlRefused(f"`{pair}` is not part of the language.", _PAIRS_REFUSED[pair])
    if sign.isdigit():
        return SqlRefused(
            f"`{text[at : at + 20].split(maxsplit=1)[0]}` is not a number we read.", "Write 1000, 0.5 or 1e6."
        )
    if ord(sign) < ord(" ") or not sign.isascii():
        fix = "Use plain letters and straight quotes; put a name with other letters in double quotes."
        return SqlRefused(f"The character U+{ord(sign):04X} stands outside quotes.", fix)
    fix = _SIGNS_REFUSED.get(sign, "Lists, structs and special operators are not part of KPI expressions.")
    return SqlRefused(f"`{sign}` at character {at + 1} is not part of the language.", fix)


def _check_word(word: str, kind: str | None) -> None:
    if kind in {"string", "quoted"}:
        longest = LONGEST_STRING if kind == "string" else LONGEST_NAME
        if len(word) - 2 > longest:
            what = "string" if kind == "string" else "name"
            raise SqlRefused(
                f"A {what} has {len(word) - 2:,} characters.", f"At most {longest:,} are read: shorten it."
            )
        hidden = next((sign for sign in word if unicodedata.category(sign) in _INVISIBLE), None)
        if hidden is not None:
            fix = "Take the invisible character out; it would make the text look like something it is not."
            raise SqlRefused(f"A string or name holds the character U+{ord(hidden):04X}.", fix)
    if kind == "number":
        digits = sum(sign.isdigit() for sign in re.split("[eE]", word, maxsplit=1)[0])
        if digits > _MOST_DIGITS or not math.isfinite(float(word)):
            raise SqlRefused(f"`{word[:20]}` is too large a number.", f"Numbers have at most {_MOST_DIGITS} digits.")
