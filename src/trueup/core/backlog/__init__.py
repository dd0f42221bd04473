"""Another tool's backlog: rows in, items and rows not taken out; importing again, linking, exporting."""
