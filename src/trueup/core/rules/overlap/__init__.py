"""Rules over a portfolio: what its initiatives claim twice, define differently, stretch too far, or do not share."""
