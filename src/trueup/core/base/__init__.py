"""What every room speaks: findings, errors, money, quantities with a basis, units, ranges, formulas, digests."""
