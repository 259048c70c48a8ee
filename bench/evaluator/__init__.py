"""The evaluator through HTTP, beside what one would take in its place."""
