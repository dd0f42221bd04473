"""Money: what the remaining work costs and reaches, what the KPIs promise, and what of it is evidenced."""
