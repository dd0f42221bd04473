"""Write docs/rules/*.md from the rules' docstrings: `PYTHONPATH=src python -m tests.core.rules.write_pages`."""

from pathlib import Path

from trueup.core.gates.signatures.catalogue import SIGNATURE_CATALOGUE
from trueup.core.rules.catalogue import CATALOGUE, PORTFOLIO_CATALOGUE, RUN_CATALOGUE
from trueup.render.rule_page import rule_index, rule_page

PAGES = Path(__file__).parents[3] / "docs" / "rules"


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    rules = (*CATALOGUE, *PORTFOLIO_CATALOGUE, *RUN_CATALOGUE, *SIGNATURE_CATALOGUE)
    return {"index.md": rule_index(rules), **{f"{rule.code}.md": rule_page(rule) for rule in rules}}


def write() -> None:
    PAGES.mkdir(exist_ok=True)
    made = pages()
    for old in PAGES.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write()
