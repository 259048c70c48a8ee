"""Crash tests: learners at work while everything under them is killed, and a ledger of what was lost or done twice."""
