"""What axe-core finds in a page as it stands, for half the work and none of the findings less.

Colours cost axe most of its time. Three things make that cheaper here. It reads each notation of a colour once. What it
keeps of a colour stands on the colour itself instead of in six weak maps. And where a page is looked at again and only
its colours have changed (the same page in the other scheme), only the rules that look at colours are asked again.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from browser.tabs import Tab

COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""The rules axe-core files under colour, without the enhanced one, which it leaves off."""

# Text beside a pseudo-element would count as undecided, which is no violation: judged without it, more text is judged.
OPTIONS = {"resultTypes": ["violations"], "checks": {"color-contrast": {"options": {"ignorePseudo": True}}}}

# All that axe-core reads of a computed style, but for colours and what it has as the box already.
SHAPE = (
    "display", "visibility", "content-visibility", "opacity", "position", "float", "z-index", "overflow", "clip",
    "clip-path", "contain", "isolation", "will-change", "transform", "filter", "perspective", "mask", "pointer-events",
    "direction", "white-space", "text-indent", "text-decoration-line", "font-size", "font-weight", "font-style",
)  # fmt: skip

ON_ITSELF = """class WeakMap {
  constructor(entries = []) { this.name = Symbol('kept'); for (const [key, value] of entries) this.set(key, value) }
  has(key) { return Object.hasOwn(key, this.name) }
  get(key) { return key[this.name] }
  set(key, value) { key[this.name] = value; return this }
  delete(key) { return delete key[this.name] }
}"""

READ_ONCE = """
const colour = window.axe.commons.color.Color.prototype, read = colour.parseString, known = new Map()
colour.parseString = function (text) {
  if (known.has(text)) [this.r, this.g, this.b, this.alpha] = known.get(text)
  else { read.call(this, text); known.set(text, [this.r, this.g, this.b, this.alpha]) }
  return this
}"""

LOOK = """async ([options, names, colours]) => {
  const drawn = [...document.querySelectorAll('*')].map(e => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect()
    return [box.x, box.y, box.width, box.height, ...names.map(name => style.getPropertyValue(name))].join()
  })
  const shape = [document.documentElement.outerHTML, innerWidth, innerHeight, ...drawn].join('\\n')
  const again = axe.shapes.includes(shape)
  const { violations } = await axe.run(again ? { ...options, runOnly: colours } : options)
  if (!violations.some(found => !colours.includes(found.id))) axe.shapes.push(shape)
  return violations.map(found => [found.id, found.nodes.map(node => node.html.slice(0, 200)).slice(0, 5)])
}"""


@cache
def script() -> str:
    """Return axe-core with the two changes, and room for the shapes it has looked at."""
    from axe_playwright_python.sync_playwright import Axe

    return f"(() => {{ {ON_ITSELF}\n{Axe().axe_script}\n{READ_ONCE}\nwindow.axe.shapes = [] }})()"


def violations(tab: Tab) -> list[list]:
    """Return what axe-core finds in the page as it stands: each rule with the first elements that break it.

    Where the page had the same text, boxes and styles before, without a violation, only its colours are looked at. Its
    other rules read nothing else, so they would find the same again.
    """
    if not tab.page.evaluate("'axe' in window"):
        tab.page.evaluate(script())
    return tab.page.evaluate(LOOK, [OPTIONS, SHAPE, COLOUR_RULES])
