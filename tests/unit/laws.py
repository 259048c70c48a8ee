"""How a law is tried: `@law` over `@given`."""

from hypothesis import HealthCheck, settings

# Neither deadline nor complaint about slowness: a busy machine is no fault of the rule.
law = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
