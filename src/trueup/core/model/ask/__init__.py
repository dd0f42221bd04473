"""The only language between the core and an engine: questions about a table, and what comes back.

`core/measure` and `core/readiness` build questions, adapters answer them. Every question is a frozen value, so equal
questions are equal cache keys; every answer is a frozen value that survives a trip through JSON.
"""
