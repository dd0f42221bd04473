"""Rules about epics, stories and tasks."""
