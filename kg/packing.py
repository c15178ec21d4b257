"""Packed files: gzip, zstandard and bzip2.

Design: packing is told by the first bytes, not by the name; one layer only is taken off; caps on size and ratio hold while unpacking, so
a small file cannot fill the memory. Packing for output has no clock and no name in its bytes.
"""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple, cast

from kg.errors import InputError

ENDINGS = (".gz", ".zst", ".bz2")
_CHUNK = 1 << 20
#: Below this size a high ratio is harmless: records compress well.
_RATIO_FLOOR = 64_000_000


class Caps(NamedTuple):
    """How large an input may be after unpacking, and how many times larger than packed."""

    size: int = 2_000_000_000
    ratio: int = 100


def unpack(data: bytes, *, name: str, caps: Caps) -> bytes:
    """`data` without its one layer of gzip, zstandard or bzip2; unchanged where it has none.

    Raises InputError where a cap is reached or the layer is broken.
    """
    if data.startswith(b"PK\x03\x04"):
        raise InputError(f"{name}: a zip archive", hint="unpack it and name the files inside")
    if data.startswith(b"\x1f\x8b"):
        pieces = _gunzip(data)
    elif data.startswith(b"\x28\xb5\x2f\xfd"):
        pieces = _unzstd(data)
    elif data.startswith(b"BZh"):
        pieces = _bunzip(data)
    else:
        return data
    limit = min(caps.size, max(_RATIO_FLOOR, caps.ratio * len(data)))
    out = bytearray()
    try:
        for piece in pieces:
            out += piece
            if len(out) > limit:
                raise InputError(
                    f"{name}: unpacks to more than {limit:,} bytes from {len(data):,}",
                    hint="if the file is to be trusted, raise limits.ratio or limits.input_bytes in kg.toml",
                )
    except (zlib.error, EOFError, OSError, ValueError) as error:
        raise InputError(f"{name}: the compressed data is broken ({error})", hint="fetch the file again") from error
    return bytes(out)


def _gunzip(data: bytes) -> Iterator[bytes]:
    while data:  # a gzip file may have several members
        engine = zlib.decompressobj(wbits=31)
        feed = data
        while not engine.eof:
            piece = engine.decompress(feed, _CHUNK)
            feed = engine.unconsumed_tail
            if not piece and not feed and not engine.eof:
                raise EOFError("it ends too early")
            yield piece
        data = engine.unused_data.lstrip(b"\0")


def _bunzip(data: bytes) -> Iterator[bytes]:
    engine = bz2.BZ2Decompressor()
    feed = data
    while True:
        yield engine.decompress(feed, _CHUNK)
        feed = b""
        if engine.eof:
            if not engine.unused_data:
                return
            feed = engine.unused_data
            engine = bz2.BZ2Decompressor()
        elif engine.needs_input:
            raise EOFError("it ends too early")


def _unzstd(data: bytes) -> Iterator[bytes]:
    import zstandard

    # a window of 128 MB is what `zstd -19 --long=27` needs; more would be memory for nothing
    factory = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    try:
        while data:  # there may be several frames
            engine = factory.decompressobj()
            # small bites, because 1 kB may unpack to 32 MB at once; stream_reader would not tell a frame that is cut off
            for start in range(0, len(data), 1024):
                yield engine.decompress(data[start : start + 1024])
                if engine.eof:
                    break
            if not engine.eof:
                raise EOFError("it ends too early")
            data = engine.unused_data + data[start + 1024 :]
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


@contextmanager
def packed(name: str, raw: BinaryIO) -> Iterator[BinaryIO]:
    """A file that packs into `raw` as the ending of `name` says (.gz, .zst), or `raw` itself. The same input gives the same bytes."""
    if name.lower().endswith(".gz"):
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
            yield cast(BinaryIO, file)
    elif name.lower().endswith(".zst"):
        import zstandard

        with zstandard.ZstdCompressor(level=10, write_checksum=True).stream_writer(raw, closefd=False) as writer:
            yield cast(BinaryIO, writer)
    else:
        yield raw
