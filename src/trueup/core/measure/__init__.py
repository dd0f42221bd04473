"""KPI levels from daily sums: windows, months, arms, day-clustered intervals, quantiles and formulas over KPIs."""
