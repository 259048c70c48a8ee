"""The services that `python -m app run` brings along: PostgreSQL and Valkey, kept in one data directory."""
