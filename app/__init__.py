"""The wiring: settings, the API, the worker, and the command that runs them all."""
