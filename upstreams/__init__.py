"""Clients of the services that CO consumes: plain values out, domain.errors on failure."""
