"""Settings: what the admin decides, read once and then fixed.

From the environment (``FEDIFORUM_…``) and, below it, from the file that ``FEDIFORUM_CONFIG``
names or ``config.env`` in the data directory (the same names, ``NAME=value`` a line). Values
only: nothing here opens a connection.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from fediforum.errors import Misconfigured
from fediforum.vocab.iri import host_of

TRY_OUT_URL = "https://localhost"


class Settings(BaseSettings):
    """One forum's settings; each field is the environment variable ``FEDIFORUM_`` + its name.

    ``url`` None is a try-out on localhost that federates with nobody.
    """

    model_config = SettingsConfigDict(env_prefix="FEDIFORUM_", frozen=True, extra="ignore")

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
        base = value.rstrip("/")
        if not base.startswith("https://") or "/" in base[len("https://") :] or "@" in base:
            raise ValueError("it must be https://HOST, without a path")
        return base.lower()

    @model_validator(mode="after")
    def whole(self) -> Self:
        if (self.tls_cert_file is None) != (self.tls_key_file is None):
            raise ValueError("tls_cert_file and tls_key_file go together")
        if self.hosts_file is not None and not self.private_hosts:
            raise ValueError("hosts_file is only for names under private_hosts")
        if self.private_hosts and self.url is not None and not self.private(self.url):
            raise ValueError("private_hosts is for test networks: url must be under one of them")
        if self.url is not None and ":" in host_of(self.url) and not self.private(self.url):
            raise ValueError("url may carry a port only under private_hosts")
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
    file = Path(os.environ.get("FEDIFORUM_CONFIG") or data / "config.env")
    overrides.setdefault("data", data)

    class WithFile(Settings):
        model_config = SettingsConfigDict(env_file=file if file.is_file() else None)

    try:
        return WithFile(**overrides)
    except ValidationError as problem:
        lines = [
            f"FEDIFORUM_{'_'.join(str(part) for part in error['loc']).upper() or '…'}: "
            + error["msg"].removeprefix("Value error, ")
            for error in problem.errors()
        ]
        raise Misconfigured("; ".join(lines)) from problem
