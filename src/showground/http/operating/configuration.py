"""How this installation was set up: versions, what is switched on, and every setting with where it comes from."""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec

from showground.db.sql import named
from showground.http.operating.types import Configuration, Feature, SettingRow, Version
from showground.logs import hidden
from showground.settings import Settings, meanings_of_settings, variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.db.tx import Tx

SQL = named(__name__)


async def configuration(tx: Tx, settings: Settings) -> Configuration:
    """Return what this process serves with; secrets are hidden."""
    ours = [Version("Showground", version("showground"))]
    return Configuration([*ours, *await tx.all(SQL["versions"], Version)], features(settings), rows(settings))


def rows(settings: Settings, environment: Mapping[str, str] | None = None) -> list[SettingRow]:
    """Return every setting; `chosen`: the environment of this process names it."""
    given = os.environ if environment is None else environment
    meanings = meanings_of_settings()
    return [
        SettingRow(
            variable(field.name),
            str(hidden(settings.shown(field.name))),
            bool(given.get(variable(field.name))),
            meanings[field.name],
        )
        for field in msgspec.structs.fields(Settings)
    ]


def features(settings: Settings) -> list[Feature]:
    """Return the parts that have to be switched on, and how they are."""
    return [
        Feature("mail", bool(settings.smtp_url), settings.mail_from),
        Feature("bucket", settings.storage_url.startswith("s3://"), str(hidden(settings.storage_url))),
        Feature("oidc", bool(settings.oidc_file), settings.oidc_file),
        Feature("metrics", bool(settings.metrics_token) or settings.is_local, ""),
        Feature("test_payments", settings.takes_test_money, settings.test_payments),
    ]
