"""Settings stop the start with one clear line each."""

import os
import re
from pathlib import Path

import pytest

from app import settings

NEEDED = {
    "CO_DB_URL": "postgresql://co@db/co",
    "CO_REDIS_URL": "redis://cache:6379/0",
    "EVAL_BASE": "http://evaluator:8081",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The needed settings and no others."""
    for name in [*settings.Settings.model_fields, *(name for name in os.environ if name.startswith("CO_"))]:
        monkeypatch.delenv(name, raising=False)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def refused() -> list[str]:
    with pytest.raises(settings.BadSettings) as caught:
        settings.load()
    return str(caught.value).split("\n")


def test_the_seeds_names_and_defaults_hold() -> None:
    loaded = settings.load()
    seed = (loaded.CO_DB_URL, loaded.CO_REDIS_URL, loaded.API_BASE, loaded.EVAL_BASE, loaded.CO_RATE_PER_MINUTE)
    assert (*list(NEEDED.values())[:2], "https://api.scimigo.com", NEEDED["EVAL_BASE"], 60) == seed
    assert (loaded.PROBLEM_BANK_BASE, loaded.TUTOR_BASE, loaded.CO_STREAMS_PER_USER) == ("", "", 2)


def test_the_seeds_two_origins_are_allowed_unless_others_are_set(environment: pytest.MonkeyPatch) -> None:
    assert settings.load().cors_origins == ("https://coding.scimigo.com", "https://app.scimigo.com")
    environment.setenv("CO_CORS_ORIGINS", " https://a.example , ,https://b.example")
    assert settings.load().cors_origins == ("https://a.example", "https://b.example")


def test_rates_are_read_as_they_are_written(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CO_RATE_BY_SCOPE", " grade:write=300 , learn=30,")

    assert ({"grade:write": 300, "learn": 30}, {}) == (settings.load().rate_by_scope, settings.load().rate_by_operation)


def test_tokens_come_from_the_api_unless_another_issuer_is_set(environment: pytest.MonkeyPatch) -> None:
    assert "https://api.scimigo.com" == settings.load().issuer
    environment.setenv("CO_JWT_ISSUER", "https://login.example")
    assert "https://login.example" == settings.load().issuer


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_missing_setting_is_named(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.delenv(name)
    assert [f"{name}: Field required"] == refused()


def test_an_unknown_co_name_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CO_RATE_PER_MINTUE", "60")
    environment.setenv("CO_DEBUG", "1")
    assert refused() == ["CO_DEBUG: no such setting", "CO_RATE_PER_MINTUE: no such setting"]


def test_other_peoples_names_do_not_matter(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("COLUMNS", "80")
    environment.setenv("TERM_BASE", "x")
    assert "development" == settings.load().CO_ENV


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CO_DB_URL", "mysql://db"),
        ("CO_DB_URL", ""),
        ("CO_DB_URL", "postgresql://co:hunter2@db:port/co"),
        ("CO_REDIS_URL", "http://cache"),
        ("CO_REDIS_URL", "valkey://cache:6379/0"),
        ("CO_REDIS_URL", "redis://cache:65536"),
        ("EVAL_BASE", "evaluator:8081"),
        ("EVAL_BASE", "http://evaluator:x"),
        ("API_BASE", ""),
        ("TUTOR_BASE", "ftp://tutor"),
        ("PROBLEM_BANK_BASE", "bank"),
        ("CO_RATE_PER_MINUTE", "0"),
        ("CO_RATE_PER_MINUTE", "many"),
        ("CO_RATE_BY_SCOPE", "learn"),
        ("CO_RATE_BY_SCOPE", "learn=0"),
        ("CO_RATE_BY_SCOPE", "learn=5 grade:write=6"),
        ("CO_RATE_BY_OPERATION", "listTracks=1,listTracks=2"),
        ("CO_RATE_BY_OPERATION", "{}"),
        ("CO_READ_SECONDS", "0"),
        ("CO_READ_SECONDS", "inf"),
        ("CO_TUTOR_PRICE_IN", "inf"),
        ("CO_JWT_DEV_KEY", "short"),
        ("CO_JWT_ISSUER", "login.example"),
        ("CO_CONNECTIONS", "0"),
        ("CO_STREAMS_PER_USER", "-1"),
        ("CO_DB_POOL", "1.5"),
        ("CO_ENV", "staging"),
        ("CO_LOG_LEVEL", "loud"),
        ("CO_VALIDATE_RESPONSES", "maybe"),
    ],
)
def test_a_bad_value_is_one_line_that_names_its_setting(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    assert [name] == [line.split(": ")[0] for line in refused()]


@pytest.mark.parametrize(
    "url", ["postgresql://co@/co?host=/run/pg", "postgres://co:p@ss:w@[::1]:5432/co", "postgresql://a:1,b:65535,c/co"]
)
def test_a_database_may_be_named_in_every_way_that_postgres_has(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("CO_DB_URL", url)
    assert url == settings.load().CO_DB_URL


def test_a_fault_is_said_in_plain_words(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CO_DB_URL", "postgresql://co:hunter2@db:port/co")
    assert ["CO_DB_URL: a port is a number from 1 to 65535"] == refused()


def test_all_that_is_wrong_is_said_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CO_TYPO", "x")
    environment.setenv("CO_RATE_PER_MINUTE", "many")
    environment.delenv("EVAL_BASE")
    assert sorted(line.split(": ")[0] for line in refused()) == ["CO_RATE_PER_MINUTE", "CO_TYPO", "EVAL_BASE"]


def test_a_bad_url_is_refused_without_telling_its_password(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CO_DB_URL", "mysql://co:hunter2@db/co")
    assert [line for line in refused() if "hunter2" in line] == []


def test_a_development_key_is_refused_in_production(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CO_ENV", "production")
    environment.setenv("CO_JWT_DEV_KEY", "x" * 32)
    assert refused() == ["CO_JWT_DEV_KEY: a development key is refused when CO_ENV=production"]


def test_a_development_key_is_taken_in_development(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CO_JWT_DEV_KEY", "x" * 32)
    assert "x" * 32 == settings.load().CO_JWT_DEV_KEY


def test_a_tutor_needs_the_name_of_its_model(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TUTOR_BASE", "https://models.example/v1")
    assert refused() == ["TUTOR_MODEL: the model to ask for, needed with TUTOR_BASE"]
    environment.setenv("TUTOR_MODEL", "small")
    environment.setenv("TUTOR_API_KEY", "a-key-that-no-log-shows")
    assert "a-key-that-no-log-shows" not in repr(settings.load())


def test_the_readme_has_every_setting_with_its_default() -> None:
    section = (Path(settings.__file__).parents[1] / "README.md").read_text("utf-8").partition("\n## Settings\n")[2]
    rows = re.findall(r"^\| (`[A-Z][^|]*) \| ([^|]*) \|", section.partition("\n## ")[0], re.MULTILINE)
    told = {
        name: default.strip("`").split(": ")[0] for names, default in rows for name in re.findall(r"`(\w+)`", names)
    }
    ours = {name: field.default for name, field in settings.Settings.model_fields.items()}

    others = {name for name in told if name.startswith("EVAL_") and name != "EVAL_BASE"} | {"PORT", "DATA_DIR"}
    assert ours.keys() | others == told.keys()
    plain = {name: str(default).lower() for name, default in ours.items() if isinstance(default, int | float)}
    assert plain == {name: told[name] for name in plain}
    assert all(default == told[name] for name, default in ours.items() if isinstance(default, str) and default)
