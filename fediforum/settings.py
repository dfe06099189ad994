"""Settings: what the admin decides, read once and then fixed.

From the environment (``FEDIFORUM_…``) and, below it, from the file that ``FEDIFORUM_CONFIG``
names or ``config.env`` in the data directory (the same names, ``NAME=value`` a line). Values
only: nothing here opens a connection.
"""

import ipaddress
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from fediforum.errors import Misconfigured
from fediforum.vocab.iri import host_of

TRY_OUT_URL = "https://localhost"
LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
BASE = re.compile(rf"https://{LABEL}(?:\.{LABEL})*(?::[0-9]{{1,5}})?")
PUBLIC = re.compile(r".*\.[a-z][a-z0-9-]*")
PASSWORD = re.compile(r"(?<=:)[^:/@]+(?=@)|(?<=password=)[^&\s]+")
NAMED = re.compile(r"^[ \t]*(?:export[ \t]+)?(FEDIFORUM_\w+)[ \t]*=", re.MULTILINE)
GIVEN = re.compile(NAMED.pattern + r"[ \t]*\S", re.MULTILINE)
LAST_PORT = 65535


class Settings(BaseSettings):
    """One forum's settings; each field is the environment variable ``FEDIFORUM_`` + its name.

    ``url`` None is a try-out on localhost that federates with nobody.
    """

    model_config = SettingsConfigDict(
        env_prefix="FEDIFORUM_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    url: str | None = Field(None, description="public base, https://…")
    data: Path = Field(Path("."), description="directory of the database, keys and media")
    database_url: str | None = Field(None, description="an external PostgreSQL ≥ 15")
    database_direct_url: str | None = Field(
        None, description="for LISTEN, when database_url goes through pgbouncer"
    )
    pg_bin: Path | None = Field(None, description="other PostgreSQL binaries than the wheel's")
    bind: str = Field("127.0.0.1:8000", description="address and port that `up` and `serve` take")
    ca_file: Path | None = Field(None, description="extra certificates to trust, PEM")
    private_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="host suffixes that may be private and carry a port; test networks only"
    )
    hosts_file: Path | None = Field(
        None, description="lines `name address`, for names under private_hosts only"
    )
    tls_cert_file: Path | None = Field(None, description="serve HTTPS directly: certificate chain")
    tls_key_file: Path | None = Field(None, description="serve HTTPS directly: private key")
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses whose X-Forwarded-For is believed"
    )
    secret_key_file: Path | None = Field(
        None, description="the key that seals secrets; secret.key in the data directory"
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @field_validator("private_hosts", "trusted_proxies", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part for part in value.replace(",", " ").split() if part)
        return value

    @field_validator("url")
    @classmethod
    def plain_base(cls, value: str | None) -> str | None:
        if value is None:
            return None
        base = value.rstrip("/").lower()
        if not BASE.fullmatch(base):
            raise ValueError("it must be https://HOST, without a path, and HOST a plain name")
        return base

    @field_validator("bind")
    @classmethod
    def an_address(cls, value: str) -> str:
        port = value.rpartition(":")[2]
        if not (port.isascii() and port.isdigit() and int(port) <= LAST_PORT):
            raise ValueError("it must be ADDRESS:PORT, such as 127.0.0.1:8000")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            if each != "*":
                ipaddress.ip_network(each)
        return value

    @field_validator("log_level")
    @classmethod
    def a_level(cls, value: str) -> str:
        if value.upper() not in logging.getLevelNamesMapping():
            raise ValueError("it must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @model_validator(mode="after")
    def whole(self) -> Self:
        if (self.tls_cert_file is None) != (self.tls_key_file is None):
            raise ValueError("FEDIFORUM_TLS_CERT_FILE and FEDIFORUM_TLS_KEY_FILE go together")
        if self.hosts_file is not None and not self.private_hosts:
            raise ValueError("FEDIFORUM_HOSTS_FILE is only for names under FEDIFORUM_PRIVATE_HOSTS")
        if self.url is None or self.private(self.url):
            return self
        if self.private_hosts:
            raise ValueError(
                "FEDIFORUM_PRIVATE_HOSTS is for test networks: FEDIFORUM_URL must be under one "
                "of them"
            )
        if ":" in host_of(self.url):
            raise ValueError("FEDIFORUM_URL may carry a port only under FEDIFORUM_PRIVATE_HOSTS")
        if not PUBLIC.fullmatch(self.url):
            raise ValueError(
                "FEDIFORUM_URL must have a name that others can find, such as https://forum.example"
            )
        return self

    @property
    def base(self) -> str:
        return self.url if self.url is not None else TRY_OUT_URL

    @property
    def federates(self) -> bool:
        return self.url is not None

    @property
    def secret_file(self) -> Path:
        return self.secret_key_file or self.data / "secret.key"

    @property
    def bind_address(self) -> tuple[str, int]:
        host, _, port = self.bind.rpartition(":")
        return host.strip("[]") or "127.0.0.1", int(port)

    def private(self, url: str) -> bool:
        """Whether the URL's host is under one of ``private_hosts``."""
        host = host_of(url).rpartition("]")[2].partition(":")[0]
        return any(
            host == suffix.lstrip(".") or host.endswith("." + suffix.lstrip("."))
            for suffix in self.private_hosts
        )


def default_data_dir(environ: Mapping[str, str], uid: int) -> Path:
    """Return where a forum keeps what it must not lose, unless FEDIFORUM_DATA says otherwise.

    Root: ``/var/lib/fediforum``. Else ``$XDG_DATA_HOME/fediforum``, or below ``~/.local/share``
    (XDG Base Directory Specification: a relative value counts as unset).
    """
    told = environ.get("FEDIFORUM_DATA")
    if told:
        return Path(told)
    if uid == 0:
        return Path("/var/lib/fediforum")
    shared = Path(environ.get("XDG_DATA_HOME", ""))
    if not shared.is_absolute():
        shared = Path(environ.get("HOME") or Path.home()) / ".local" / "share"
    return shared / "fediforum"


def read_settings(**overrides: Any) -> Settings:
    """The settings that hold for this process.

    Raises Misconfigured, naming each variable that is wrong and why.
    """
    data = default_data_dir(os.environ, os.getuid())
    file = settings_file(data)
    overrides.setdefault("data", data)

    present = has_settings(file)

    class WithFile(Settings):
        model_config = SettingsConfigDict(env_file=file if present else None)

    try:
        return WithFile(**overrides)
    except ValidationError as problem:
        lines = [
            ": ".join(
                (
                    *(f"FEDIFORUM_{str(part).upper()}" for part in error["loc"]),
                    error["msg"].removeprefix("Value error, "),
                )
            )
            for error in problem.errors()
        ]
        raise Misconfigured("; ".join(lines)) from problem


def settings_file(data: Path) -> Path:
    return Path(os.environ.get("FEDIFORUM_CONFIG") or data / "config.env")


def has_settings(file: Path) -> bool:
    """Whether there is a file of settings. Raises Misconfigured for one that cannot be meant."""
    try:
        text = file.read_text()
    except FileNotFoundError:
        if os.environ.get("FEDIFORUM_CONFIG"):
            raise Misconfigured(f"FEDIFORUM_CONFIG: there is no file {file}.") from None
        return False
    except UnicodeDecodeError as problem:
        raise Misconfigured(f"The settings in {file} are not UTF-8.") from problem
    except OSError as problem:
        raise Misconfigured(f"{file} cannot be read: {problem.strerror}.") from problem
    for name in NAMED.findall(text):
        if name == "FEDIFORUM_DATA" and not os.environ.get(name):
            raise Misconfigured(f"{file}: FEDIFORUM_DATA is read from the environment alone.")
        if name.removeprefix("FEDIFORUM_").lower() not in Settings.model_fields:
            raise Misconfigured(f"{file}: there is no setting {name}.")
    return True


@dataclass(frozen=True, slots=True)
class Told:
    """A setting as it may be shown: its variable, its value without passwords, its origin."""

    name: str
    value: str | None
    origin: Literal["default", "file", "environment"]
    about: str


def told(settings: Settings) -> tuple[Told, ...]:
    """Every setting, and whether it comes from the environment, the file, or by itself."""
    file = settings_file(default_data_dir(os.environ, os.getuid()))
    written = set(GIVEN.findall(file.read_text())) if has_settings(file) else set()
    given = {name.upper() for name, value in os.environ.items() if value}
    return tuple(
        Told(
            name=name,
            value=shown(getattr(settings, field)),
            origin="environment" if name in given else "file" if name in written else "default",
            about=info.description or "",
        )
        for field, info in Settings.model_fields.items()
        for name in [f"FEDIFORUM_{field.upper()}"]
    )


def shown(value: object) -> str | None:
    """A value in words, without the passwords in it.

    >>> shown("postgresql://anna:geheim@db.example/forum"), shown(("test", "localhost")), shown(())
    ('postgresql://anna:***@db.example/forum', 'test localhost', None)
    """
    if value is None or value == ():
        return None
    text = " ".join(value) if isinstance(value, tuple) else str(value)
    return PASSWORD.sub("***", text)
