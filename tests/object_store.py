"""An S3-compatible store for the tests, on 127.0.0.1: moto's server, in a thread."""

import logging
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

from blogsite.object_store.media import media_storage
from blogsite.object_store.url import Bucket, bucket_at
from tests.site_server import free_port

KEY = "KEYOFTHETESTS:with%2Fslash"


@contextmanager
def store_server(port=None):
    """Run a store until the block ends; yield the URL of its server.

    All stores of a process have the same content. Importing moto takes a second, which only the
    process that runs these tests shall wait for.
    """
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port or free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def bucket_url(endpoint, name=None, folder="") -> str:
    """Return what a setting says of a bucket, with a name that no other test uses."""
    return f"s3://{KEY}@{name or f'bucket-{uuid4().hex[:12]}'}/{folder}?endpoint={endpoint}"


def client_at(bucket):
    from blogsite.object_store.client import client_of

    return client_of(bucket)


def a_bucket(endpoint, folder="") -> Bucket:
    """Make a bucket and return it."""
    bucket = bucket_at(bucket_url(endpoint, folder=folder), "MEDIA_STORAGE")
    client_at(bucket).create_bucket(Bucket=bucket.name)
    return bucket


def names_in(bucket) -> list[str]:
    listed = client_at(bucket).list_objects_v2(Bucket=bucket.name).get("Contents", ())
    return sorted(entry["Key"] for entry in listed)


def store_pictures_in(settings, bucket):
    """Let the site store its pictures in a bucket, as MEDIA_STORAGE does."""
    settings.STORAGES = settings.STORAGES | {"default": media_storage(bucket)}


def without_server(bucket) -> Bucket:
    """Return the bucket as it is while its store is away."""
    return replace(bucket, endpoint=f"http://127.0.0.1:{free_port()}")
