"""Rules about the ways to reach the objective."""
