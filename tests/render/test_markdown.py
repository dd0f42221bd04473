"""The report in Markdown: what to do next first, short whatever was found, and no text of a document becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from render.checked import NASTY, hostile, many, ordinary, over, portfolio, waived
from trueup.render.markdown import FOLDED, SHOWN, markdown_text
from trueup.render.outcome import Outcome

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
COMMENT = 65_536
"""Characters that GitHub takes for a comment."""
TAGS = {"p", "h3", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}


def html(text):
    return MARKDOWN.render(text)


def tags(page):
    return set(re.findall(r"<(\w+)", page))


def test_the_first_line_says_what_to_do_next_and_who(tmp_path):
    first = markdown_text(ordinary(tmp_path, folder="plans/")).splitlines()[0]
    assert re.match(r"\*\*Next.*:\*\* \w", first)
    assert "plans/initiative.yaml:" in first


def test_the_first_line_names_the_owner_of_the_next_action(tmp_path):
    found = ordinary(tmp_path)
    first = found.assessments[0]
    owned = tuple(replace(each, who="ann") for each in first.actions)
    assert markdown_text(replace(found, assessments=(replace(first, actions=owned),))).startswith("**Next, ann:** ")


def test_the_next_step_after_faults_is_to_mend_them(tmp_path):
    text = markdown_text(portfolio(tmp_path))
    assert re.match(r"\*\*Next:\*\* mend \d faults in the documents", text)
    assert "### Cannot be judged before it is mended (" in text


def test_where_nothing_is_due_it_says_so(tmp_path):
    found = ordinary(tmp_path)
    first = replace(found.assessments[0], findings=(), actions=())
    assert markdown_text(replace(found, assessments=(first,))).startswith("**Next:** nothing that is due is open.\n")
    assert markdown_text(Outcome(())).startswith("**Next:** nothing that is due is open.\n")


def test_the_next_step_may_be_a_signature(tmp_path):
    found = ordinary(tmp_path)
    first = found.assessments[0]
    signing = replace(first.actions[0], what="Have it signed.", code=None, place=None, stake=None)
    ready = replace(first, findings=(), actions=(signing,))
    assert markdown_text(replace(found, assessments=(ready,))).startswith("**Next:** Have it signed.\n")


def test_there_is_a_table_for_what_blocks_and_one_for_what_warns(tmp_path):
    found = ordinary(tmp_path)
    page = html(markdown_text(found))
    due = [each.finding.severity for each in found.due()]
    assert f"<h3>Blocks ({due.count('blocks')})</h3>" in page
    assert f"<h3>Warns ({due.count('warns')})</h3>" in page
    assert tags(page) <= TAGS


def test_later_phases_and_what_did_not_run_are_folded(tmp_path):
    text = markdown_text(ordinary(tmp_path))
    folded = re.findall(r"<details><summary>(.*?)</summary>\n\n(.*?)\n\n</details>", text, re.DOTALL)
    titles = [title for title, _ in folded]
    assert any(title.startswith("Later phases, not due yet: ") for title in titles)
    assert any(title.startswith("Not run: ") for title in titles)
    open_part = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
    assert "WRK001" in text
    assert "WRK001" not in open_part


def test_what_is_waived_is_folded_with_its_reason_and_never_the_next_step(tmp_path):
    text = markdown_text(waived(tmp_path))
    assert "<details><summary>Waived: 1 finding</summary>" in text
    assert "| 2026-06-30 | coo | The board knows |" in text
    assert "KPI001" not in text


def test_what_rules_over_the_portfolio_found_may_be_the_next_step(tmp_path):
    found = over(ordinary(tmp_path))
    alone = replace(found, assessments=(replace(found.assessments[0], findings=()),))
    assert "(ALL001, portfolio.yaml:3" in markdown_text(alone).splitlines()[0]


def test_ten_thousand_findings_still_fit_into_a_comment(tmp_path):
    text = markdown_text(many(hostile(ordinary(tmp_path), "wörter " * 5_000), 10_000))
    assert len(text) < COMMENT
    assert "### Blocks (10,000)" in text
    assert f"... and {10_000 - SHOWN - FOLDED:,} more" in text


@pytest.mark.parametrize(
    "text", [NASTY, "`", "``", "`a|b`", "a\\|b `c\\`", "\\`x|y`", "<b>", "![i](x)", "~~s~~", "| a | b |"]
)
def test_hostile_text_becomes_no_markup_and_breaks_no_table(tmp_path, text):
    page = html(markdown_text(hostile(portfolio(tmp_path), text)))
    assert tags(page) <= TAGS
    assert "href" not in page
    for table in re.findall(r"<table>(.*?)</table>", page, re.DOTALL):
        widths = {len(re.findall(r"<t[dh]\b", row)) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)}
        assert len(widths) == 1


@pytest.mark.parametrize(
    "text", ["a * b_c_d [x](y) <b> & | \\ ~", "KPI `late` has `two|parts`", "C:\\dir\\|x", "`a` ``b` c`"]
)
def test_text_reads_as_it_was_written(tmp_path, text):
    cells = re.findall(r"<td>(.*?)</td>", html(markdown_text(hostile(ordinary(tmp_path), text))), re.DOTALL)
    plain = [re.sub(r"<[^>]*>", "", cell) for cell in cells]
    decoded = {cell.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for cell in plain}
    assert {text, re.sub(r"(?<!`)`([^`|]+)`(?!`)", r"\1", text)} & decoded


def test_nobody_is_mentioned_and_no_address_becomes_a_link(tmp_path):
    text = markdown_text(hostile(ordinary(tmp_path), "@everyone see https://evil.example or www.evil.example"))
    assert "@everyone" not in text
    assert "https://" not in text
    assert "www.evil" not in text


def test_what_is_in_backticks_is_code(tmp_path):
    assert "KPI <code>quick</code> has no owner." in html(markdown_text(ordinary(tmp_path)))


def test_the_same_input_gives_the_same_bytes(tmp_path):
    assert markdown_text(ordinary(tmp_path)) == markdown_text(ordinary(tmp_path))
