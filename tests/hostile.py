"""Documents made to break a reader: by name, the bytes of the file. None may crash trueup or keep it busy."""

from __future__ import annotations

from typing import Final

_DEEP: Final = 100_000


def _nested_mappings(levels: int) -> bytes:
    return b"\n".join(b" " * level + b"a:" for level in range(levels))


def _billion_laughs() -> bytes:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for this, last in zip("bcdefghi", "abcdefgh", strict=True):
        lines.append(f"{this}: &{this} [{', '.join([f'*{last}'] * 9)}]")
    return "\n".join(lines).encode()


def _merge_chain(links: int) -> bytes:
    return "\n".join(["m0: &m0 {k: v}", *(f"m{i}: &m{i} {{<<: *m{i - 1}}}" for i in range(1, links))]).encode()


HOSTILE: Final[dict[str, bytes]] = {
    "100,000 opening brackets": b"[" * _DEEP,
    "100,000 opening braces": b"{" * _DEEP,
    "100,000 braces as keys": b"{a: " * _DEEP,
    "100,000 dashes on one line": b"- " * _DEEP,
    "100,000 question marks": b"? " * _DEEP,
    "100,000 nested mappings on one line": b"a: " * _DEEP,
    "2,000 nested mappings": _nested_mappings(2_000),
    "brackets inside a mapping": b"title: Late\nkpis: " + b"[" * _DEEP,
    "alias bomb": _billion_laughs(),
    "an alias of itself": b"a: &a [*a]",
    "merge-key chain": _merge_chain(1_000),
    "merge key": b"<<: {title: Late}\n",
    "duplicate keys": b"title: a\ntitle: b\nkpis: {late: {}, late: {}}\n",
    "50,000 duplicate keys": b"title: a\n" * 50_000,
    "python tag": b"title: !!python/object/apply:os.system ['echo broken']\n",
    "harmless tag": b"title: !!str 5\n",
    "binary tag": b"title: !!binary R0lGODlh\n",
    "NUL byte": b"title: a\0b\n",
    "only NUL bytes": b"\0" * 100_000,
    "UTF-16 with byte order mark": "title: Late\n".encode("utf-16"),
    "UTF-16 without byte order mark": "title: Late\n".encode("utf-16-be"),
    "UTF-32": "title: Late\n".encode("utf-32"),
    "invalid UTF-8": b"title: \xff\xfe\xfa\n",
    "overlong UTF-8": b"title: \xc0\xaf\n",
    "UTF-8 cut short": "title: né".encode()[:-1],
    "latin-1": "title: Verspätung\n".encode("latin-1"),
    "bytes of a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100,
    ".nan": b"title: Late\nestimate: .nan\n",
    ".inf": b"title: Late\nestimate: -.inf\n",
    "20,000-digit number": b"title: Late\nestimate: " + b"9" * 20_000 + b"\n",
    "31 February": b"title: Late\ndue: 2014-02-31\n",
    "tab as indentation": b"kpis:\n\tlate: {}\n",
    "empty file": b"",
    "only blanks": b"\n \n\n",
    "only comments": b"# title: Late\n# nothing else\n",
    "only a byte order mark": b"\xef\xbb\xbf",
    "list at the top": b"- title: Late\n- title: Later\n",
    "bare scalar": b"Late arrivals\n",
    "5 MB scalar": b"title: " + b"x" * 5_000_000 + b"\n",
    "3.9 MB scalar": b"title: " + b"x" * 3_900_000 + b"\n",
    "two documents": b"title: Late\n---\ntitle: Later\n",
    "YAML 9.9": b"%YAML 9.9\n---\ntitle: Late\n",
    "20,000-digit YAML version": b"%YAML " + b"1" * 20_000 + b".1\n---\ntitle: Late\n",
    "unclosed quote": b'title: "Late\nkpis: {}\n' + b"line\n" * 50_000,
    "unclosed bracket": b"kpis: [a, b\ntitle: Late\n",
    "1,500-character key": b"k" * 1_500 + b": Late\n",
    "1,000-character key": b"k" * 1_000 + b": Late\n",
    "300,000 short entries": b"title: Late\nids:\n" + b"- a\n" * 300_000,
    "300,000 empty lists": b"title: Late\nids: [" + b"[]," * 300_000 + b"]\n",
    "control characters": b"title: \x1b[2J\x07\x08\n",
    "escaped control characters": b'title: "\\e[2J\\0"\n',
    "lone surrogate": b'title: "\\ud800"\n',
    "lone surrogate in UTF-8": b"title: \xed\xa0\x80\n",
    "character beyond Unicode": b'title: "\\UFFFFFFFF"\n',
    "unusual line breaks": "title: a\u2028b\x85kpis: {}\n".encode(),
    "list as a key": b"? [a, b]\n: Late\n",
    "template braces": b"title: {{ title }}\n",
    "Windows line ends": b"title: Late\r\nkpis:\r\n  late: {}\r\n",
    "old Mac line ends": b"title: Late\rkpis: {}\r",
    "4 MB of spaces": b" " * 3_999_999,
    "4 MB of line breaks": b"\n" * 3_999_999,
    "4 MB of comments": b"#\n" * 1_999_999,
    "4 MB of colons": b": " * 1_999_999,
    "4 MB of quotes": b"'" * 3_999_998,
    "4 MB of an unfinished text": b"title: |\n" + b" a: 1\n" * 650_000,
    "4 MB of words that look like keys": b"a, " * 1_300_000,
}
