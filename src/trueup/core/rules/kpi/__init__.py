"""Rules about KPIs: owner, baseline, target, definition."""
