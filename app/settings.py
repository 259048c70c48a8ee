"""Settings: the seed's names plus the documented ones; an unknown CO_* name or a bad value stops the start."""

import os
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What one process of CO needs to know; README.md lists every name."""

    model_config = SettingsConfigDict(case_sensitive=True, frozen=True, enable_decoding=False)

    CO_ENV: Literal["development", "production"] = "development"
    CO_DB_URL: str = Field(pattern=r"^postgres(ql)?://")
    CO_REDIS_URL: str = Field(pattern=r"^(rediss?|valkeys?)://")
    API_BASE: str = Field(default="https://api.scimigo.com", pattern=r"^https?://")
    EVAL_BASE: str = Field(pattern=r"^https?://")
    PROBLEM_BANK_BASE: str = Field(default="", pattern=r"^(https?://.*)?$")
    TUTOR_BASE: str = Field(default="", pattern=r"^(https?://.*)?$")
    CO_CORS_ORIGINS: str = "https://coding.scimigo.com,https://app.scimigo.com"
    CO_RATE_PER_MINUTE: int = Field(default=60, ge=1)
    CO_STREAMS_PER_USER: int = Field(default=2, ge=1)
    CO_JWT_ISSUER: str = ""
    CO_JWT_AUDIENCE: str = "curriculum-orchestrator"
    CO_JWT_DEV_KEY: str = ""
    CO_VALIDATE_RESPONSES: bool = False
    MOCK: bool = False
    CO_DB_POOL: int = Field(default=8, ge=1)
    CO_LOG_LEVEL: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def issuer(self) -> str:
        """The `iss` every token must carry: the API that signs them, unless set otherwise."""
        return self.CO_JWT_ISSUER or self.API_BASE

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
        lines += [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
    if settings is not None and settings.CO_ENV == "production" and settings.CO_JWT_DEV_KEY:
        lines.append("CO_JWT_DEV_KEY: a development key is refused when CO_ENV=production")
    if lines or settings is None:
        raise BadSettings("\n".join(lines))
    return settings
