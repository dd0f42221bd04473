"""Rules about the objective, the operational goal and who owns them."""
