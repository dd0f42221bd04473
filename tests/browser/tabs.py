"""A tab of a real Chromium, and what is looked for in every page: width and size of text."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

CHROMIUM = os.environ.get("TRUEUP_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None
)
NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no Chromium found (such as chromium-headless-shell or google-chrome); TRUEUP_CHROMIUM names another",
    ),
]

SMALL_TEXT = """least => {
  const found = new Set(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement, box = holder.getBoundingClientRect()
    if (!walk.currentNode.data.trim() || box.width < 2 || holder.closest('title, desc, style')) continue
    const drawn = holder.ownerSVGElement
    const scale = drawn && drawn.viewBox.baseVal ? drawn.getBoundingClientRect().width / drawn.viewBox.baseVal.width : 1
    const size = parseFloat(getComputedStyle(holder).fontSize) * scale
    if (size < least - 0.05) found.add(`${size.toFixed(1)}: ${walk.currentNode.data.slice(0, 30)}`)
  }
  return [...found]
}"""

WIDE_THINGS = """() => [...document.querySelectorAll('main *')].filter(e => {
  const box = e.getBoundingClientRect()
  return box.width > 1 && box.right > innerWidth + 0.5 && !e.closest('svg, thead, .sr') && e.checkVisibility()
}).slice(0, 5).map(e => `${e.tagName} ${e.className} ${Math.round(e.getBoundingClientRect().right)}`)"""


class Tab:
    """A page that blocks the network and remembers what was asked of it and what was said on the console."""

    def __init__(self, context: BrowserContext) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.shown: tuple[str, str] = ("null", "null")
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self._asks(request.url))
        self.page.route(lambda address: address.startswith(("http", "ws", "ftp")), lambda route: route.abort())

    def clear(self) -> None:
        """Leave the page, forget what it asked and said, and be wide and light again."""
        self.page.goto("about:blank")
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.show("null", "null")
        self.asked.clear()
        self.said.clear()

    def show(self, media: str, scheme: str) -> None:
        """Show the page on a screen or on paper, in a colour scheme; what stays costs the page no new layout."""
        if self.shown != (media, scheme):
            self.page.emulate_media(media=media, color_scheme=scheme)
            self.shown = media, scheme

    def _asks(self, address: str) -> None:
        if not address.startswith("data:"):
            self.asked.append(address)


def at(tab: Tab, width: int, scheme: str = "light") -> None:
    tab.page.set_viewport_size({"width": width, "height": 900})
    tab.show("screen", scheme)
