"""The documentation builds strictly, holds every page, and needs nothing from elsewhere."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.md") if "_hooks" not in p.parts)
# What a browser loads by itself, as opposed to a link that a reader may follow.
LOADED = re.compile(
    r"""<(?:script|img|iframe)[^>]*\ssrc="?([^"\s>]+)|<link[^>]*rel="?(?:stylesheet|icon|preconnect)[^>]*"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(out)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr
    return out


def page_of(source: str) -> str:
    folder, _, name = source.rpartition("/")
    name = "index.html" if name in {"README.md", "index.md"} else name.removesuffix(".md") + ".html"
    return f"{folder}/{name}" if folder else name


@pytest.mark.parametrize("source", PAGES)
def test_every_page_is_in_the_site_and_in_its_navigation(site, source):
    page = page_of(source)
    assert (site / page).exists()
    assert f'href="{page}"' in (site / "index.html").read_text("utf-8")


def test_the_index_is_the_readme(site):
    first_words = next(line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("# "))
    assert f">{first_words.removeprefix('# ')}" in (site / "index.html").read_text("utf-8")


def test_a_page_loads_nothing_from_elsewhere(site):
    pages = [path.read_text("utf-8") for path in site.rglob("*.html")]
    loaded = [hit[0] for page in pages for hit in LOADED.finditer(page)]
    assert loaded
    assert [tag for tag in loaded if "://" in tag] == []


def test_the_builders_of_the_site_are_not_published(site):
    assert list(site.rglob("*.py")) == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[why](docs/why.md#money)", "[why](why.md#money)"),
        ("[how](CONTRIBUTING.md)", "[how](contributing.md)"),
        ("[the example](examples/flights)", "the example"),
        ("[a standard](https://example.org/a.md)", "[a standard](https://example.org/a.md)"),
        ("[below](#usage)", "[below](#usage)"),
        ("![the page](docs/figures/page.png)", "![the page](figures/page.png)"),
        ("```\n[x](docs/why.md)\n```", "```\n[x](docs/why.md)\n```"),
    ],
)
def test_a_link_of_the_readme_leads_to_the_page_of_the_site(written, shown):
    spec = importlib.util.spec_from_file_location("pages", DOCS / "_hooks" / "pages.py")
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    assert pages.site_links(written, PurePosixPath("README.md")) == shown
