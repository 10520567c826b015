"""A bucket of any storage that speaks S3, with the libraries of the extra `s3`."""

import contextlib
import io
from urllib.parse import parse_qs, unquote, urlsplit

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from storages.backends.s3 import S3Storage

from resources.storage.places import StorageAway


class Bucket:
    """A bucket of any storage that speaks S3: `s3://key:secret@host:port/bucket?region=xx`, `&tls=0` without TLS."""

    def __init__(self, url):
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        host = parts.netloc.rpartition("@")[2]
        self.name = parts.path.strip("/")
        self.storage = S3Storage(
            access_key=unquote(parts.username or ""),
            secret_key=unquote(parts.password or ""),
            bucket_name=self.name,
            endpoint_url=f"{'http' if asked.get('tls') == '0' else 'https'}://{host}",
            region_name=asked.get("region", "us-east-1"),
            client_config=Config(
                connect_timeout=settings.FILE_STORAGE_TIMEOUT,
                read_timeout=settings.FILE_STORAGE_TIMEOUT,
                retries={"total_max_attempts": 2},
                s3={"addressing_style": "path"},
                signature_version="s3v4",
            ),
        )

    @property
    def bucket(self):
        """Each thread has a connection of its own."""
        return self.storage.connection.Bucket(self.name)

    def write(self, name, pieces):
        """Not there before it is whole: that is the promise of S3. Large ones go in parts, one in memory at a time."""
        config = TransferConfig(use_threads=False, multipart_threshold=8 << 20, multipart_chunksize=8 << 20)
        with _told_as_away():
            self.bucket.upload_fileobj(io.BufferedReader(_Pieces(pieces), 1 << 20), name, Config=config)

    def size(self, name):
        with _told_as_away():
            return self.bucket.Object(name).content_length

    def read(self, name, begin, end):
        with _told_as_away():
            return _Answer(self.bucket.Object(name).get(Range=f"bytes={begin}-{end - 1}")["Body"])

    def delete(self, name):
        with _told_as_away():
            self.bucket.Object(name).delete()

    delete_object = delete

    def objects(self):
        with _told_as_away():
            for found in self.bucket.objects.all():
                yield found.key, found.last_modified

    def abandon(self, long_ago):
        """End what was begun in parts and never finished: it is no object, and costs room all the same."""
        with _told_as_away():
            for begun in self.bucket.multipart_uploads.all():
                if begun.initiated < long_ago:
                    begun.abort()


@contextlib.contextmanager
def _told_as_away():
    """Whatever goes wrong over there, in words that name neither host nor key."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError, OSError) as error:
        raise StorageAway(f"The storage of files does not answer as it should: {type(error).__name__}.") from None


class _Pieces(io.RawIOBase):
    """What a generator gives, to be read like a file."""

    def __init__(self, pieces):
        self.pieces, self.rest = iter(pieces), b""

    def readable(self):
        return True

    def readinto(self, buffer):
        self.rest = self.rest or next(self.pieces, b"")
        given, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


class _Answer:
    """The body of an answer, of which `read` gives all that was asked for unless it breaks off."""

    def __init__(self, body):
        self.body = body

    def read(self, wanted):
        with _told_as_away():
            return self.body.read(wanted)

    def close(self):
        self.body.close()
