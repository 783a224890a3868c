"""Settings become a storage: a folder that nobody else reads, or a bucket whose keys stand nowhere else."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from obstore.store import LocalStore, S3Store

from showground.gateways.storage.blobs import ObjectStorage
from showground.kit.faults import Invalid

if TYPE_CHECKING:
    from showground.settings import Settings

FOLDER, PRIVATE = "uploads", 0o700
CONNECT, WHOLE_REQUEST, RETRIES_WITHIN = timedelta(seconds=3), timedelta(seconds=20), timedelta(seconds=15)
MOST_RETRIES = 3


def folder_of(settings: Settings) -> Path | None:
    """Return the folder that uploads lie in; None when it is a bucket.

    Raises:
        Invalid: the URL is neither.
    """
    url = urlsplit(settings.storage_url)
    if url.scheme == "s3" and url.netloc:
        return None
    if url.scheme in {"", "file"} and not url.netloc:
        return Path(url.path).expanduser().absolute() if url.path else settings.state_dir / FOLDER
    says = "SHOWGROUND_STORAGE_URL must be s3://bucket or s3://bucket/prefix, or a folder."
    raise Invalid(says, field="SHOWGROUND_STORAGE_URL")


def open_storage(settings: Settings) -> ObjectStorage:
    """Return where uploads lie; it is reached for when it is first needed.

    Raises:
        Invalid: the setting cannot be used.
    """
    folder = folder_of(settings)
    return ObjectStorage(partial(_bucket, settings) if folder is None else partial(_folder, folder))


def _folder(folder: Path) -> LocalStore:
    """Return a folder as a store; one that is not there is made, for nobody else to read."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    return LocalStore(folder)


def _bucket(settings: Settings) -> S3Store:
    url = urlsplit(settings.storage_url)
    config: Any = {"region": settings.storage_region}
    if settings.storage_endpoint:
        config["endpoint"] = settings.storage_endpoint
    if settings.storage_access_key:
        config["access_key_id"] = settings.storage_access_key
    if settings.storage_secret_key:
        config["secret_access_key"] = settings.storage_secret_key
    return S3Store(
        url.netloc,
        prefix=url.path.strip("/") or None,
        config=config,
        client_options={
            "allow_http": settings.storage_endpoint.startswith("http://"),
            "connect_timeout": CONNECT,
            "timeout": WHOLE_REQUEST,
        },
        retry_config={"max_retries": MOST_RETRIES, "retry_timeout": RETRIES_WITHIN},
    )
