"""The five phases and their gates: criteria as data, computed from findings, and the next best actions."""
