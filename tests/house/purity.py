"""What a module of the core may import and call: the check behind test_purity.py, on source text."""

import ast
from collections.abc import Iterator

# The standard library's pure parts. `zoneinfo` reads the time zone table, which is data like that of `unicodedata`.
STANDARD = frozenset(
    {
        "__future__",
        "abc",
        "ast",
        "bisect",
        "calendar",
        "collections",
        "copy",
        "dataclasses",
        "datetime",
        "decimal",
        "difflib",
        "enum",
        "fractions",
        "functools",
        "graphlib",
        "hashlib",
        "heapq",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "reprlib",
        "statistics",
        "string",
        "textwrap",
        "types",
        "typing",
        "unicodedata",
        "zoneinfo",
    }
)
THIRD_PARTY = frozenset({"pydantic", "pydantic_core"})
OURS = "trueup.core"

BUILTINS = frozenset({"__import__", "breakpoint", "compile", "eval", "exec", "globals", "input", "open", "print"})
CLOCKS = frozenset({"date", "datetime"})
CLOCK_READINGS = frozenset({"now", "today", "utcnow"})
SEEDED = frozenset({"Generator", "PCG64", "Philox", "SeedSequence", "default_rng"})


def impurities(source: str) -> list[str]:
    """Return what the source does that the core may not, as `line: what`, in the order of the lines."""
    found = {(node.lineno, what) for node in ast.walk(ast.parse(source)) for what in _faults(node)}
    return [f"{line}: {what}" for line, what in sorted(found)]


def _faults(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (f"import {name.name}" for name in node.names if not _allowed(name.name))
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        if not _allowed(module):
            yield f"import {module}"
    elif isinstance(node, ast.Name):
        if node.id in BUILTINS:
            yield node.id
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.Attribute):
        yield from _taken(node)


def _allowed(module: str) -> bool:
    return module.partition(".")[0] in STANDARD | THIRD_PARTY or f"{module}.".startswith(f"{OURS}.")


def _called(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name in CLOCK_READINGS:
        yield f"clock {name}"
    if name == "default_rng" and not node.args and not node.keywords:
        yield "unseeded default_rng"


def _taken(node: ast.Attribute) -> Iterator[str]:
    """Naming a clock is enough: `default_factory=date.today` reads it later."""
    owner = ast.unparse(node.value)
    if node.attr in CLOCK_READINGS and owner.split(".")[-1] in CLOCKS:
        yield f"clock {node.attr}"
    if owner in {"np.random", "numpy.random"} and node.attr not in SEEDED:
        yield f"global random {node.attr}"
