"""Rules about money: worth in money a year, counted once, from sourced assumptions."""
