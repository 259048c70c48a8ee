"""How a law is tried: `@law` over `@given`."""

from hypothesis import settings

# No deadline: a busy machine is no fault of the rule.
law = settings(max_examples=50, deadline=None)
