"""One Chromium and one tab for all tests of a file; each test gets the tab empty, wide, light and with nothing said.

A document that several files show is assessed once; what is asked of its data is kept for other files, too.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.tabs import CHROMIUM, Tab
from render.cases import HOSTILE_TITLES, Made, flights, hostile, large, ten_lines, title_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserType

    from trueup.core.gates.assessment import Assessment


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def assessed(tmp_path_factory: pytest.TempPathFactory, answers: Path) -> Callable[[str], Assessment]:
    room = tmp_path_factory.mktemp("assessed")
    makers = {
        "flights": lambda _: flights(ROOT),
        "inquiries": lambda _: Made(ROOT / "examples" / "inquiries", None, date(2026, 7, 15)),
        "ten lines": ten_lines,
        "title only": title_only,
        "large": large,
    }

    @cache
    def of(name: str) -> Assessment:
        folder = room / name
        made = makers[name](folder) if name in makers else hostile(folder, HOSTILE_TITLES[name])
        return made.assess(answers)

    return of


@pytest.fixture(scope="module")
def chromium() -> Iterator[BrowserType]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started.chromium


def opened(chromium: BrowserType, *flags: str) -> Iterator[Tab]:
    browser = chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *flags])
    yield Tab(browser.new_context())
    browser.close()


@pytest.fixture(scope="module")
def lasting(chromium: BrowserType) -> Iterator[Tab]:
    """A tab that lays its page out and does not paint it, a third less work: none of these tests looks at pixels."""
    yield from opened(chromium, "--disable-threaded-compositing")


@pytest.fixture
def tab(lasting: Tab) -> Tab:
    lasting.clear()
    return lasting


@pytest.fixture(scope="module")
def painting(chromium: BrowserType) -> Iterator[Tab]:
    yield from opened(chromium)


@pytest.fixture
def painted(painting: Tab) -> Tab:
    """A tab to click in: a click waits until the page is painted."""
    painting.clear()
    return painting
