"""The evaluator: runs what learners send, in its own process and behind its own contract."""
