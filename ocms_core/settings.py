"""All settings, from the environment and the ini file, as one frozen object.

A key is ``ocms.idle_minutes`` in the ini and ``OCMS_IDLE_MINUTES`` in the environment, which wins.
Unknown keys and bad values stop the boot with a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

PREFIX = "ocms."
TRUE, FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


class SettingsError(SystemExit):
    """A setting is missing or wrong; the message says which and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"ocms: {sentence}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process.

    database_url, owner_database_url, platform_database_url: one a database role.
    broker_url: Valkey, Redis or RabbitMQ. root_key_file: 32 random bytes as hexadecimal text,
    outside the database; it wraps every agency's key. mail_url: ``folder:///path`` writes messages
    to files, ``smtp://user:password@host:port`` sends them. public_url: how staff reach us, used
    in mailed links. files_dir: where uploaded files lie, encrypted; file_max_mb, files_quota_mb:
    the most for one file, and for all files of one agency; clamd: the virus scanner they are shown
    to, ``unix:///path`` or ``tcp://host:port``. trusted_proxy: the address whose
    forwarded headers are believed.
    """

    database_url: str
    owner_database_url: str = ""
    platform_database_url: str = ""
    broker_url: str = ""
    root_key_file: Path = Path("var/root.key")
    mail_url: str = "folder:///var/mail"
    mail_from: str = "OCMS <no-reply@localhost>"
    public_url: str = "http://localhost:6543"
    files_dir: Path = Path("var/files")
    file_max_mb: int = 25
    files_quota_mb: int = 20480
    clamd: str = ""
    idle_minutes: int = 20
    absolute_hours: int = 12
    demo: bool = False
    development: bool = False
    raise_plugin_errors: bool = False
    cheap_passwords: bool = False

    @property
    def secure(self) -> bool:
        """Whether people reach us by https, so that cookies and HSTS say so."""
        return self.public_url.startswith("https://")

    @classmethod
    def load(
        cls, ini: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
    ) -> Settings:
        """Read the settings; raise SettingsError naming the key that is wrong."""
        given = {key: value for key, value in (ini or {}).items() if key.startswith(PREFIX)}
        environment = os.environ if environment is None else environment
        known = {field.name: field for field in fields(cls)}
        for key in given:
            if key.removeprefix(PREFIX) not in known:
                raise SettingsError(f"unknown setting {key}: correct or remove it")
        values: dict[str, Any] = {}
        for name, field in known.items():
            text = environment.get(f"OCMS_{name.upper()}", given.get(PREFIX + name))
            if text is not None:
                values[name] = _convert(name, str(field.type), text)
        if not values.get("database_url"):
            raise SettingsError(
                "no database: set OCMS_DATABASE_URL, or run `make demo`, which starts its own"
            )
        return cls(**values)


def _convert(name: str, kind: str, text: Any) -> Any:
    if kind == "bool":
        word = str(text).lower()
        if word not in TRUE | FALSE:
            raise SettingsError(f"OCMS_{name.upper()} must be true or false, not {text!r}")
        return word in TRUE
    if kind == "int":
        try:
            return int(text)
        except ValueError:
            raise SettingsError(f"OCMS_{name.upper()} must be a number, not {text!r}") from None
    return Path(text) if kind == "Path" else str(text)
