"""Makes once, on all cores, what each process of a parallel test run would otherwise make for itself.

pytest rewrites the asserts of every module of tests (8 s of work); hypothesis gathers the constants that stand in the
sources (4 s) and the characters there are (2 s). Both keep what they made in a folder, where the next process finds it;
what is there already and still holds is left alone. `make pytest` runs this file. They offer no other way than their
inner functions; their versions are pinned.
"""

from __future__ import annotations

import os
import py_compile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType

from _pytest.assertion import rewrite
from hypothesis.internal import charmap
from hypothesis.internal.constants_ast import constants_from_module

TESTS = Path(__file__).parent
SOURCES = TESTS.parent / "src"


def compile_tests(file: Path) -> None:
    """Keep the byte code of a module where Python or, for one with tests, pytest looks for it."""
    if not file.name.startswith("test_") and file.name != "conftest.py":
        py_compile.compile(str(file), doraise=True)
        return
    kept = rewrite.get_cache_dir(file) / (file.name[: -len(".py")] + rewrite.PYC_TAIL)
    if rewrite._read_pyc(file, kept) is None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        stat, code = rewrite._rewrite_test(file, None)  # type: ignore[arg-type] - asks its configuration for hooks alone
        rewrite._write_pyc(None, code, stat, kept)  # type: ignore[arg-type] - its state is for tracing alone


def keep_constants(file: Path) -> None:
    """Let hypothesis keep the constants of a module of the sources, without importing it."""
    module = ModuleType(file.stem)
    module.__file__ = str(file)
    constants_from_module(module)


def main() -> None:
    """Compile all modules of tests and keep the constants of all sources."""
    os.chdir(TESTS.parent)  # beside it hypothesis keeps its folder
    tests = sorted(TESTS.rglob("*.py"), key=lambda file: -file.stat().st_size)
    with ProcessPoolExecutor() as pool:
        characters = pool.submit(charmap.intervals_from_codec, "utf-8")
        for done in (
            pool.map(compile_tests, tests, chunksize=8),
            pool.map(keep_constants, sorted(SOURCES.rglob("*.py")), chunksize=32),
        ):
            list(done)
        characters.result()


if __name__ == "__main__":
    main()
