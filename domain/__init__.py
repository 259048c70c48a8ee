"""What CO does: use cases by tag; the decisions behind them in domain.rules."""
