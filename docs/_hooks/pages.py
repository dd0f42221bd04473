"""The site's pages: those in docs/, and four texts of the repository's root. The README is the index."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    Nav = list["str | dict[str, Nav]"]

FROM_ROOT = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "changelog.d/README.md": "changelog-fragments.md",
}
FIRST = ("index.md", "why.md", "tenets.md", "glossary.md", "figures.md", "rules")
LAST = ("decisions", "contributing.md", "changelog-fragments.md", "changelog.md")
LINK = re.compile(r"(!?)\[([^\]]+)\]\(([^)\s]+)\)")
FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Build the navigation from what is there: known pages first, the rest by name, one section a folder."""
    root = Path(config.config_file_path).parent
    pages = [page for source, page in FROM_ROOT.items() if (root / source).exists()]
    config.nav = _section(Path(config.docs_dir), pages)
    config.watch.extend(str(root / source) for source in FROM_ROOT if (root / source).exists())
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the texts of the repository's root, their links turned towards the site."""
    root = Path(config.config_file_path).parent
    for source, page in FROM_ROOT.items():
        path = root / source
        if path.exists():
            files.append(
                File.generated(config, page, content=site_links(path.read_text("utf-8"), PurePosixPath(source)))
            )
    return files


def site_links(text: str, source: PurePosixPath) -> str:
    """Return the text of a root page with links as the site needs them; what the site does not hold loses its link."""

    def turn(match: re.Match[str]) -> str:
        image, words, target = match.groups()
        path, _, anchor = target.partition("#")
        if "://" in target or not path:
            return match[0]
        place = (source.parent / path).as_posix()
        page = FROM_ROOT.get(place) or place.removeprefix("docs/")
        if page == place:
            return words
        return f"{image}[{words}]({page}#{anchor})" if anchor else f"{image}[{words}]({page})"

    parts = FENCE.split(text)
    return "".join(part if part.startswith("```") else LINK.sub(turn, part) for part in parts)


def _section(folder: Path, more: list[str] | None = None) -> Nav:
    entries = [*(more or []), *(path.name for path in folder.iterdir() if _shown(path))]
    return [
        {_title(name): _inside(folder / name, name)} if (folder / name).is_dir() else name
        for name in sorted(entries, key=_order)
    ]


def _inside(folder: Path, prefix: str) -> Nav:
    return [_prefixed(entry, prefix) for entry in _section(folder)]


def _prefixed(entry: str | dict[str, Nav], prefix: str) -> str | dict[str, Nav]:
    if isinstance(entry, str):
        return f"{prefix}/{entry}"
    return {title: [_prefixed(inner, prefix) for inner in inside] for title, inside in entry.items()}


def _shown(path: Path) -> bool:
    if path.name.startswith((".", "_")):
        return False
    return path.suffix == ".md" if path.is_file() else any(path.rglob("*.md"))


def _order(name: str) -> tuple[int, int, str]:
    if name in FIRST:
        return (0, FIRST.index(name), name)
    if name in LAST:
        return (2, LAST.index(name), name)
    return (1, 0 if name in {"README.md", "index.md"} else 1, name)


def _title(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()
