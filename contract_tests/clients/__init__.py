"""Typed clients, generated from the contract as its users generate them, and what holds them to it."""
