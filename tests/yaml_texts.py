"""Random YAML documents in random layouts, with a numbered comment wherever one may stand."""

from __future__ import annotations

from hypothesis import strategies as st

from trueup.adapters.yaml_document import read_tree

KEYS = st.sampled_from(["a", "b", "c", "d 1", "e:f", "#g", "NO", "h'i"])
TEXTS = st.one_of(
    st.sampled_from(["", "x", "two words", "a: b", "x #y", "[z]", "l1\nl2", "l1\n\n l2\n", "\nq", "5..10", "-", "é"]),
    st.text(st.characters(blacklist_categories=("Cc", "Cs", "Cn", "Co")), max_size=6),
)
TREES = st.recursive(
    st.one_of(st.none(), TEXTS),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(KEYS, below, max_size=3)),
    max_leaves=10,
)


def quoted(text, draw, *, block):
    """Write a text in one of the ways YAML has for it."""
    ways = ['"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"']
    if text and "\n" not in text and text.isprintable():
        ways.append("'" + text.replace("'", "''") + "'")
    if text.replace(" ", "").isalnum() and text.strip() == text and text.isascii() and text.lower() != "null":
        ways.append(text)
    return draw(st.sampled_from(ways))


class Writer:
    """Writes a tree in a drawn style, with a numbered comment wherever one may stand."""

    def __init__(self, draw):
        self.draw = draw
        self.comments = 0

    def comment(self, before=""):
        if not self.draw(st.booleans()):
            return ""
        self.comments += 1
        return f"{before}# c{self.comments}"

    def flow(self, tree):
        gap = self.draw(st.sampled_from(["", " "]))
        if isinstance(tree, dict):
            pairs = [f"{quoted(key, self.draw, block=False)}: {self.flow(part)}" for key, part in tree.items()]
            return "{" + gap + f",{gap}".join(pairs) + gap + "}"
        if isinstance(tree, list):
            return "[" + gap + f", {gap}".join(self.flow(part) for part in tree) + gap + "]"
        return "null" if tree is None else quoted(tree, self.draw, block=False)

    def above(self, column):
        rows = [" " * column + row for row in [self.comment()] if row]
        return ([""] if self.draw(st.integers(0, 5)) == 0 else []) + rows

    def value(self, head, tree, column, *, dash):
        """Write a value behind a colon or dash."""
        step = self.draw(st.sampled_from([2, 3]))
        if isinstance(tree, dict | list) and tree and self.draw(st.booleans()):
            if isinstance(tree, list):
                below = self.rows(tree, column + (step if dash else self.draw(st.sampled_from([0, step]))))
                return [head + self.comment(" "), *below]
            below = self.mapping(tree, column + 2 if dash else column + step)
            if dash and self.draw(st.booleans()) and below[0].strip() and not below[0].lstrip().startswith("#"):
                return [f"{head} {below[0][column + 2 :]}", *below[1:]]
            return [head + self.comment(" "), *below]
        if isinstance(tree, str) and tree.rstrip("\n").strip() and self.is_literal(tree) and self.draw(st.booleans()):
            sign = "-" if not tree.endswith("\n") else "" if not tree.endswith("\n\n") else "+"
            body = tree if tree.endswith("\n") else tree + "\n"
            rows = [" " * (column + step) + row if row else "" for row in body[:-1].split("\n")]
            return [f"{head} |{sign}{self.comment(' ')}", *rows]
        if tree is None and self.draw(st.booleans()):
            return [head + self.comment(" ")]
        return [f"{head} {self.flow(tree)}{self.comment('  ')}"]

    def is_literal(self, text):
        rows = text.split("\n")
        return (
            all(row.isprintable() and (not row or row.strip()) for row in rows)
            and not next(filter(None, rows))[0].isspace()
        )

    def mapping(self, tree, column):
        rows = []
        for key, part in tree.items():
            head = " " * column + quoted(key, self.draw, block=True) + ":"
            rows += [*self.above(column), *self.value(head, part, column, dash=False)]
        return rows

    def rows(self, tree, column):
        rows = []
        for part in tree:
            rows += [*self.above(column), *self.value(" " * column + "-", part, column, dash=True)]
        return rows


@st.composite
def documents(draw):
    tree = draw(st.dictionaries(KEYS, TREES, max_size=4))
    writer = Writer(draw)
    rows = [writer.flow(tree)] if not tree or draw(st.integers(0, 6)) == 0 else writer.mapping(tree, 0)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join([*writer.above(0), *rows, *writer.above(0)])
    if draw(st.booleans()) and read_tree(text.encode(), "x") == tree:
        return text, tree  # a text on lines at the very end would lack its last break
    return text + end, tree
