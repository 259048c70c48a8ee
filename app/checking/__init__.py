"""Is a bank's content right? Its own solutions, starters and planted wrong answers are put before the evaluator."""
