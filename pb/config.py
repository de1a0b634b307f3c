"""Configuration: read once from the environment, checked before anything starts."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ORIGIN = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")


class ConfigurationError(Exception):
    """The environment is not fit to start with; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one installation (docs/settings.md)."""

    environment: str  # development or production
    instance: Path  # database, uploads, keys
    database_url: str
    secret_key: str
    code_key: bytes  # key of the stored code hashes
    public_url: str  # without final slash: the only source of absolute links
    trusted_proxies: int
    mail_url: str
    redis_url: str | None
    port: int
    web_concurrency: int
    backups: Path | None = None  # where somebody else's program puts them
    metrics_token: str | None = None  # who knows it may read /metrics
    checkpoints: Path | None = None  # where others read what we signed
    checkpoints_mail: str | None = None  # who keeps it in a mailbox
    embed_origins: tuple[str, ...] = ()  # sites that may show a result in a frame

    @property
    def is_production(self) -> bool:
        """Say whether residents use this installation."""
        return self.environment == "production"

    @property
    def is_https(self) -> bool:
        """Say whether visitors come over https."""
        return self.public_url.startswith("https://")

    @property
    def has_secure_cookies(self) -> bool:
        """Say whether cookies are bound to https and to this host."""
        return self.is_production or self.is_https

    @property
    def host(self) -> str:
        """Return host and port of the public address."""
        return urlsplit(self.public_url).netloc


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings from `environ`.

    In development, missing secrets are made once and kept in the instance folder.

    Raises:
        ConfigurationError: A setting is missing or wrong.
    """
    environment = environ.get("BUURTGELD_ENV", "development")
    if environment not in {"development", "production"}:
        raise ConfigurationError(
            f"BUURTGELD_ENV is {environment!r}; use development or production."
        )
    if environment == "production":
        _check_production(environ)
    instance = Path(environ.get("BUURTGELD_INSTANCE", "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    port = _number(environ, "PORT", 8000, most=65_535)
    return Config(
        environment=environment,
        instance=instance,
        database_url=_database_url(environ, instance),
        secret_key=environ.get("BUURTGELD_SECRET_KEY")
        or _kept_secret(instance / "secret.key"),
        code_key=(
            environ.get("BUURTGELD_CODE_KEY") or _kept_secret(instance / "code.key")
        ).encode(),
        public_url=_public_url(environ, port),
        trusted_proxies=_number(environ, "BUURTGELD_TRUSTED_PROXIES", 0),
        mail_url=environ.get("BUURTGELD_MAIL_URL", "console:"),
        redis_url=environ.get("BUURTGELD_REDIS_URL"),
        port=port,
        web_concurrency=_number(environ, "WEB_CONCURRENCY", 2),
        backups=_folder(environ.get("BUURTGELD_BACKUPS")),
        metrics_token=_token(environ, "BUURTGELD_METRICS_TOKEN"),
        checkpoints=_folder(environ.get("BUURTGELD_CHECKPOINTS")),
        checkpoints_mail=environ.get("BUURTGELD_CHECKPOINTS_MAIL") or None,
        embed_origins=_origins(environ.get("BUURTGELD_EMBED_ORIGINS", "")),
    )


def _check_production(environ: Mapping[str, str]) -> None:
    for name in ("BUURTGELD_SECRET_KEY", "BUURTGELD_CODE_KEY"):
        if len(environ.get(name, "")) < 32:
            raise ConfigurationError(
                f"{name} is missing or shorter than 32 characters. Make one with:"
                " python3 -c 'import secrets; print(secrets.token_hex(32))'"
            )
    if environ["BUURTGELD_SECRET_KEY"] == environ["BUURTGELD_CODE_KEY"]:
        raise ConfigurationError(
            "BUURTGELD_CODE_KEY equals BUURTGELD_SECRET_KEY. Make two different ones."
        )
    if not environ.get("BUURTGELD_PUBLIC_URL"):
        raise ConfigurationError(
            "BUURTGELD_PUBLIC_URL is missing. Set the address residents use,"
            " for example https://stem.example.nl"
        )
    if not environ.get("BUURTGELD_TRUSTED_PROXIES"):
        raise ConfigurationError(
            "BUURTGELD_TRUSTED_PROXIES is missing. Set the number of proxies before"
            " this server, 0 when visitors reach it directly."
        )
    for name in ("FLASK_DEBUG", "BUURTGELD_DEBUG"):
        if environ.get(name, "0").lower() not in {"", "0", "false"}:
            raise ConfigurationError(
                f"{name} is on. Debug pages show secrets: unset it in production."
            )


def _database_url(environ: Mapping[str, str], instance: Path) -> str:
    url = environ.get("BUURTGELD_DATABASE_URL")
    if not url:
        return f"sqlite:///{instance / 'buurtgeld.db'}"
    if url.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + url.partition("://")[2]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigurationError(
            "BUURTGELD_DATABASE_URL must start with sqlite:/// or postgresql://"
        )
    return url


def _public_url(environ: Mapping[str, str], port: int) -> str:
    url = environ.get("BUURTGELD_PUBLIC_URL") or f"http://127.0.0.1:{port}"
    parts = urlsplit(url)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.username is not None
        or not _has_port(parts)
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
    ):
        raise ConfigurationError(
            f"BUURTGELD_PUBLIC_URL is {url!r}; give scheme and host only,"
            " for example https://stem.example.nl"
        )
    return f"{parts.scheme}://{parts.netloc}"


def _origins(given: str) -> tuple[str, ...]:
    """Return sites as a policy names them: scheme and host, nothing that means more."""
    for origin in given.split():
        if not ORIGIN.fullmatch(origin):
            raise ConfigurationError(
                f"BUURTGELD_EMBED_ORIGINS holds {origin!r}; give https addresses"
                " without a path, separated by spaces: https://www.example.nl"
            )
    return tuple(given.split())


def _folder(path: str | None) -> Path | None:
    return Path(path).resolve() if path else None


def _token(environ: Mapping[str, str], name: str) -> str | None:
    value = environ.get(name, "")
    if value and (len(value) < 16 or not value.isascii()):
        raise ConfigurationError(f"{name} is shorter than 16 plain characters.")
    return value or None


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def _number(
    environ: Mapping[str, str], name: str, default: int, *, most: int = 1000
) -> int:
    value = environ.get(name, "")
    if not value:
        return default
    is_number = value.isascii() and value.isdigit() and len(value) < 10
    if not is_number or int(value) > most:
        raise ConfigurationError(
            f"{name} is {value!r}; give a whole number from 0 to {most}."
        )
    return int(value)


def _kept_secret(path: Path) -> str:
    """Return the secret in `path`, which only its owner may read; make it if new."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()
