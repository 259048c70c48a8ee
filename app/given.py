"""What a handler may name beyond what its operation has in the contract; the door gives it by name."""

from datetime import datetime
from typing import Any

from app.settings import Settings
from domain.ports import Background, Database, Evaluator, Jobs, News, Speaker
from domain.recommendations import Choosing


class Given:
    """Names and types; `user` is not among them, for the contract says which operations have one."""

    now: datetime
    scopes: frozenset[str]
    stream_token: str
    db: Database
    valkey: Any
    news: News
    evaluator: Evaluator
    speaker: Speaker | None
    background: Background
    jobs: Jobs
    settings: Settings
    choosing: Choosing
