"""The page about money: this month, budgets, trend, goals and expenses."""
