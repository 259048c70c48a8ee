"""What is raised when Postgres or Valkey is away, lets nobody in, or gives way to another transaction.

Nothing was recorded.
"""

import asyncpg
from redis.exceptions import RedisError

OUTAGES: tuple[type[Exception], ...] = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # A connection that has heard of the server's end, and not yet of its own.
    asyncpg.InternalClientError,
    # A password that was changed, a database that is not there yet or not migrated: the same as one that is away.
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    RedisError,
)
