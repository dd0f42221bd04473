"""Rules about options: a plain way beside AI, nothing from the future, costs."""
