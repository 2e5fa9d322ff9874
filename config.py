"""Settings from the environment, checked once at start; nothing else reads the environment."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from app.foundation.filings import Filings, load_filings
from app.foundation.notifier.settings import NotifySettings, load_notify
from app.foundation.secrets.file import SecretsFile, source
from app.foundation.secrets.store import NAMES, Secrets, load_secrets, secrets_file, write_secrets

ROOT = Path(__file__).resolve().parent
OWN_HOSTS = ("localhost", "127.0.0.1")


class SettingsError(click.ClickException):
    """The settings are unsafe or incomplete; the message names every one that is wrong."""


@dataclass(frozen=True)
class Settings:
    """Everything the program reads from outside itself.

    ``environment`` is ``development``, ``testing`` or ``production``; ``production`` is the one switch that turns
    the strict checks on. ``trusted_hosts`` are the names the site answers under, None for any; ``proxies`` how many
    proxies stand before it, whose word on the visitor's address and on HTTPS is taken.
    """

    environment: str
    database_url: str
    tasks_url: str
    instance: Path
    secrets: Secrets
    port: int = 8000
    host: str = "127.0.0.1"
    timezone: str = "Asia/Shanghai"
    erasure_ledger: Path | None = None
    consent_link_days: int = 14
    """How long a link that asks a guardian for consent opens."""
    secrets_source: SecretsFile | None = None
    audit_folder: Path = ROOT / "instance" / "audit"
    trusted_hosts: tuple[str, ...] | None = None
    proxies: int = 0
    notify: NotifySettings = field(default_factory=NotifySettings)
    """By which ways messages leave; by none until they are configured."""
    filings: Filings = field(default_factory=Filings)
    """The filing numbers at the foot of every page; none in an office's own network."""
    backup_folder: Path = ROOT / "instance" / "backups"
    backup_recipients: tuple[str, ...] = ()
    """Public keys of age for which backups are made; without any, that of ``backup_key_file``."""
    backup_key_file: Path = ROOT / "instance" / "backup.key"
    backup_keep: int = 14
    """How many nightly backups stay."""
    metrics_token: str = ""
    """What whoever reads the figures for Prometheus has to say; without one nobody does."""
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def ledger_file(self) -> Path:
        """The file of the erasures."""
        return self.erasure_ledger or self.instance / "erasures.jsonl"

    @property
    def production(self) -> bool:
        """Whether the strict checks are on."""
        return self.environment == "production"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment.

    Raises:
        SettingsError: naming each missing or weak setting.
    """
    env = os.environ if environ is None else environ
    environment = env.get("APP_ENV", "development")
    if environment not in {"development", "testing", "production"}:
        raise SettingsError(f"APP_ENV is {environment!r}; it must be development, testing or production.")
    instance = Path(env.get("INSTANCE_PATH", str(ROOT / "instance"))).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    if environment == "production" and setting_up(sys.argv):
        _make_secrets(env, instance)
    secrets, problems = load_secrets(env, instance, create=environment != "production")
    if environment == "production" and problems:
        raise SettingsError("Production refuses to start: " + " ".join(problems))
    notify, wrong = load_notify(env, environment)
    filings, misfiled = load_filings(env)
    if wrong or misfiled:
        raise SettingsError(" ".join([*wrong, *misfiled]))
    return Settings(
        environment=environment,
        database_url=_database_url(env.get("DATABASE_URL", f"sqlite:///{instance / 'tongxing.db'}")),
        tasks_url=env.get("TASKS_URL", f"sqlite:///{instance / 'tasks.db'}"),
        instance=instance,
        secrets=secrets,
        secrets_source=source(env, secrets_file(env, instance)),
        port=_port(env.get("PORT", "8000")),
        host=env.get("HOST", "127.0.0.1"),
        erasure_ledger=Path(env.get("ERASURE_LEDGER", str(instance / "erasures.jsonl"))),
        consent_link_days=_days("CONSENT_LINK_DAYS", env.get("CONSENT_LINK_DAYS", "14"), most=60),
        audit_folder=Path(env.get("AUDIT_FOLDER", str(instance / "audit"))).resolve(),
        trusted_hosts=_hosts(env.get("TRUSTED_HOSTS", ""), production=environment == "production"),
        proxies=_proxies(env.get("PROXIES", "0")),
        notify=notify,
        filings=filings,
        metrics_token=env.get("METRICS_TOKEN", ""),
        backup_folder=Path(env.get("BACKUP_FOLDER", str(instance / "backups"))).resolve(),
        backup_recipients=tuple(one.strip() for one in env.get("BACKUP_RECIPIENTS", "").split(",") if one.strip()),
        backup_key_file=Path(env.get("BACKUP_KEY_FILE", str(instance / "backup.key"))).resolve(),
        backup_keep=_count("BACKUP_KEEP", env.get("BACKUP_KEEP", "14")),
    )


def setting_up(arguments: Sequence[str]) -> bool:
    """Whether this process is ``flask setup``: the one command that may make a production's secrets."""
    return command_of(arguments) == "setup"


def command_of(arguments: Sequence[str]) -> str:
    """Which command of ``flask`` this process is, as ``setup``; empty where it is none.

    The application is built before a command runs, so nothing later than this could let it through.
    """
    words = iter(arguments[1:])
    for word in words:
        if word in {"--app", "-A", "--env-file", "-e"}:
            next(words, None)
        elif not word.startswith("-"):
            return word if Path(arguments[0]).stem in {"flask", "__main__"} else ""
    return ""


def _make_secrets(env: Mapping[str, str], instance: Path) -> None:
    """Write the secrets file where it is missing and the environment does not hold every secret."""
    path = secrets_file(env, instance)
    if not path.exists() and any(name not in env for name in NAMES):
        write_secrets(path)


def _database_url(url: str) -> str:
    """Name the driver: what plain ``postgresql://`` means differs between SQLAlchemy versions."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _hosts(text: str, *, production: bool) -> tuple[str, ...] | None:
    """Invitation links and redirects name the host they were asked for, so production believes only in its own."""
    named = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if any(not re.fullmatch(r"\.?[a-z0-9.-]+", name) for name in named):
        raise SettingsError(f"TRUSTED_HOSTS is {text!r}; it must be host names with commas between, without ports.")
    return named or (OWN_HOSTS if production else None)


def _proxies(text: str) -> int:
    if not re.fullmatch(r"[0-9]", text):
        raise SettingsError(f"PROXIES is {text!r}; it must be the number of proxies before the site, 0 to 9.")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _days(name: str, text: str, *, most: int) -> int:
    if not text.isdigit() or not 0 < int(text) <= most:
        raise SettingsError(f"{name} is {text!r}; it must be a number of days from 1 to {most}.")
    return int(text)


def _count(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise SettingsError(f"{name} is {text!r}; it must be a whole number, 0 for none.")
    return int(text)
