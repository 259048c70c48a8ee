"""What is raised when Postgres or Valkey is away, or gives way to another transaction: nothing was recorded."""

import asyncpg
from redis.exceptions import RedisError

OUTAGES: tuple[type[Exception], ...] = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # A connection that has heard of the server's end, and not yet of its own.
    asyncpg.InternalClientError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    RedisError,
)
