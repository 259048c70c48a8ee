"""Settings: the seed's names plus the documented ones; an unknown CO_* name or a bad value stops the start."""

import os
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

RATE = re.compile(r"([A-Za-z][A-Za-z0-9:._-]*)=([1-9][0-9]{0,6})")


def _rates(text: str) -> dict[str, int]:
    """`name=60,other=5` as {name: requests a minute}; ValueError for what cannot be read, or stands there twice."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [RATE.fullmatch(part) for part in parts]
    rates = {match[1]: int(match[2]) for match in found if match}
    if len(rates) != len(parts):
        raise ValueError("it is written name=60,other=5: each name once, with the requests a minute it may make")
    return rates


def _readable(text: str) -> str:
    _rates(text)
    return text


HOST = re.compile(r"(\[[^]]*\]|[^][:]*)(:(?P<port>[0-9]{1,5}))?")


def _reachable(url: str) -> str:
    """The URL, if the port of each of its hosts can be one; what it says besides is the business of who opens it."""
    hosts = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0].rpartition("@")[2].split(",")
    found = [HOST.fullmatch(host) for host in hosts]
    if not all(match and 1 <= int(match["port"] or 1) <= 65_535 for match in found):
        raise ValueError("a port is a number from 1 to 65535")
    return url


Url = Annotated[str, AfterValidator(_reachable)]
SHARE = r"(0(\.\d+)?|1(\.0+)?)"


class Settings(BaseSettings):
    """What one process of CO needs to know; README.md lists every name."""

    model_config = SettingsConfigDict(case_sensitive=True, frozen=True, enable_decoding=False)

    CO_ENV: Literal["development", "production"] = "development"
    CO_DB_URL: Url = Field(pattern=r"^postgres(ql)?://")
    CO_REDIS_URL: Url = Field(pattern=r"^rediss?://")
    API_BASE: Url = Field(default="https://api.scimigo.com", pattern=r"^https?://")
    EVAL_BASE: Url = Field(pattern=r"^https?://")
    PROBLEM_BANK_BASE: Url = Field(default="", pattern=r"^(https?://.*)?$")
    TUTOR_BASE: Url = Field(default="", pattern=r"^(https?://.*)?$")
    TUTOR_MODEL: str = ""
    TUTOR_API_KEY: str = Field(default="", pattern=r"^[!-~]*$", repr=False)
    CO_TUTOR_TOKENS_PER_DAY: int = Field(default=50_000, ge=1)
    CO_TUTOR_PRICE_IN: float = Field(default=0, ge=0, allow_inf_nan=False)
    CO_TUTOR_PRICE_OUT: float = Field(default=0, ge=0, allow_inf_nan=False)
    CO_CORS_ORIGINS: str = "https://coding.scimigo.com,https://app.scimigo.com"
    CO_RATE_PER_MINUTE: int = Field(default=60, ge=1)
    CO_RATE_BY_SCOPE: Annotated[str, AfterValidator(_readable)] = ""
    CO_RATE_BY_OPERATION: Annotated[str, AfterValidator(_readable)] = ""
    CO_READ_SECONDS: float = Field(default=20, gt=0, allow_inf_nan=False)
    CO_CONNECTIONS: int = Field(default=4000, ge=1)
    CO_RECOMMEND_WEIGHTS: str = Field(default="0.31,0.09,0.21,0.39", pattern=rf"^{SHARE}(,{SHARE}){{3}}$")
    CO_REVIEWS_PER_DAY: int = Field(default=20, ge=0)
    CO_STREAMS_PER_USER: int = Field(default=2, ge=1)
    CO_JWT_ISSUER: Url = Field(default="", pattern=r"^(https?://.*)?$")
    CO_JWT_AUDIENCE: str = "curriculum-orchestrator"
    CO_JWT_DEV_KEY: str = Field(default="", pattern=r"^(.{32,})?$", repr=False)
    CO_VALIDATE_RESPONSES: bool = False
    MOCK: bool = False
    CO_WORKER_METRICS_PORT: int = Field(default=0, ge=0, le=65_535)
    CO_DB_POOL: int = Field(default=8, ge=1)
    CO_KEEP_EVENTS_DAYS: int = Field(default=0, ge=0, le=36_500)
    CO_KEEP_TURNS_DAYS: int = Field(default=0, ge=0, le=36_500)
    CO_KEEP_PAYLOADS_DAYS: int = Field(default=0, ge=0, le=36_500)
    CO_LOG_LEVEL: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def issuer(self) -> str:
        """The `iss` every token must carry: the API that signs them, unless set otherwise."""
        return self.CO_JWT_ISSUER or self.API_BASE

    @property
    def recommend_weights(self) -> tuple[float, float, float, float]:
        """Of weakness, novelty, difficulty pacing and recency."""
        weakness, novelty, pacing, recency = map(float, self.CO_RECOMMEND_WEIGHTS.split(","))
        return weakness, novelty, pacing, recency

    @property
    def rate_by_scope(self) -> dict[str, int]:
        return _rates(self.CO_RATE_BY_SCOPE)

    @property
    def rate_by_operation(self) -> dict[str, int]:
        return _rates(self.CO_RATE_BY_OPERATION)

    @property
    def cors_origins(self) -> tuple[str, ...]:
        return tuple(origin.strip() for origin in self.CO_CORS_ORIGINS.split(",") if origin.strip())


class BadSettings(Exception):
    """One line for each setting that is wrong."""


def load() -> Settings:
    """Read the environment; BadSettings names every missing, bad or unknown setting."""
    lines = [
        f"{name}: no such setting"
        for name in sorted(os.environ)
        if name.startswith("CO_") and name not in Settings.model_fields
    ]
    settings = None
    try:
        settings = Settings()  # type: ignore[call-arg]  # the values come from the environment
    except ValidationError as error:
        lines += [
            f"{'.'.join(map(str, item['loc']))}: {item['msg'].removeprefix('Value error, ')}" for item in error.errors()
        ]
    if settings is not None and settings.CO_ENV == "production" and settings.CO_JWT_DEV_KEY:
        lines.append("CO_JWT_DEV_KEY: a development key is refused when CO_ENV=production")
    if settings is not None and settings.TUTOR_BASE and not settings.TUTOR_MODEL:
        lines.append("TUTOR_MODEL: the model to ask for, needed with TUTOR_BASE")
    if lines or settings is None:
        raise BadSettings("\n".join(lines))
    return settings
