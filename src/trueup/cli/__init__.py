"""The command line: one file a verb; each parses its input, calls one use case and writes bytes."""
