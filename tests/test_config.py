"""The environment is read once, and refused when it is not fit."""

from pathlib import Path

import pytest

from pb.config import ConfigurationError, read_config

PRODUCTION = {
    "BUURTGELD_ENV": "production",
    "BUURTGELD_SECRET_KEY": "s" * 32,
    "BUURTGELD_CODE_KEY": "c" * 32,
    "BUURTGELD_PUBLIC_URL": "https://stem.example.nl",
    "BUURTGELD_TRUSTED_PROXIES": "1",
}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"BUURTGELD_INSTANCE": str(tmp_path)}


def test_needs_nothing_in_development(environ: dict[str, str]) -> None:
    config = read_config(environ)

    assert config.public_url == "http://127.0.0.1:8000"
    assert config.database_url.startswith("sqlite:///")
    assert not config.has_secure_cookies


def test_keeps_the_secrets_it_made(environ: dict[str, str], tmp_path: Path) -> None:
    first, second = read_config(environ), read_config(environ)

    assert first.secret_key == second.secret_key != first.code_key.decode()
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_accepts_a_complete_production_environment(environ: dict[str, str]) -> None:
    config = read_config(environ | PRODUCTION)

    assert config.is_production
    assert config.has_secure_cookies
    assert config.host == "stem.example.nl"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param({"BUURTGELD_SECRET_KEY": ""}, "SECRET_KEY", id="no-secret"),
        pytest.param({"BUURTGELD_SECRET_KEY": "dev"}, "SECRET_KEY", id="short-secret"),
        pytest.param({"BUURTGELD_CODE_KEY": ""}, "CODE_KEY", id="no-code-key"),
        pytest.param({"BUURTGELD_CODE_KEY": "s" * 32}, "CODE_KEY", id="same-keys"),
        pytest.param({"BUURTGELD_PUBLIC_URL": ""}, "PUBLIC_URL", id="no-address"),
        pytest.param({"BUURTGELD_TRUSTED_PROXIES": ""}, "PROXIES", id="no-proxies"),
        pytest.param({"FLASK_DEBUG": "1"}, "FLASK_DEBUG", id="debug"),
        pytest.param({"BUURTGELD_DEBUG": "true"}, "BUURTGELD_DEBUG", id="own-debug"),
    ],
)
def test_refuses_to_start_in_production(
    environ: dict[str, str], change: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read_config(environ | PRODUCTION | change)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"BUURTGELD_ENV": "prod"}, id="environment"),
        pytest.param({"PORT": "80a"}, id="port"),
        pytest.param({"PORT": "99999"}, id="no-such-port"),
        pytest.param({"WEB_CONCURRENCY": "9" * 30}, id="too-many-processes"),
        pytest.param({"BUURTGELD_TRUSTED_PROXIES": "-1"}, id="proxies"),
        pytest.param({"BUURTGELD_PUBLIC_URL": "stem.example.nl"}, id="no-scheme"),
        pytest.param({"BUURTGELD_PUBLIC_URL": "https://a.nl/stem"}, id="path"),
        pytest.param({"BUURTGELD_PUBLIC_URL": "https://u:p@a.nl"}, id="password"),
        pytest.param({"BUURTGELD_PUBLIC_URL": "https://a.nl:bad"}, id="port-of-url"),
        pytest.param({"BUURTGELD_DATABASE_URL": "mysql://x/y"}, id="database"),
    ],
)
def test_names_a_setting_that_is_wrong(
    environ: dict[str, str], change: dict[str, str]
) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(change))):
        read_config(environ | change)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_speaks_to_postgresql_through_psycopg(
    environ: dict[str, str], scheme: str
) -> None:
    config = read_config(environ | {"BUURTGELD_DATABASE_URL": f"{scheme}://h/d"})

    assert config.database_url == "postgresql+psycopg://h/d"
