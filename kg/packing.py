"""Packed files: gzip, zstandard and bzip2.

Design: packing is told by the first bytes, not by the name; one layer only is taken off; caps on size and ratio hold while unpacking, so
a small file cannot fill the memory. Packing for output has no clock and no name in its bytes.
"""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple, cast

from kg.errors import InputError

ENDINGS = (".gz", ".zst", ".bz2")
_CHUNK = 1 << 20
#: So many packed bytes are handed over at once: what stands behind the end of a member is copied, and a member may have 20 bytes.
_BITE = 1 << 14
#: Below this size a high ratio is harmless: records compress well.
_RATIO_FLOOR = 64_000_000


class Caps(NamedTuple):
    """How large an input may be after unpacking, and how many times larger than packed."""

    size: int = 1_000_000_000_000
    ratio: int = 100


def unpack(data: bytes, *, name: str, caps: Caps) -> bytes:
    """`data` without its one layer of gzip, zstandard or bzip2; unchanged where it has none.

    Raises InputError where a cap is reached or the layer is broken.
    """
    return b"".join(stream(iter((data,)), name=name, caps=caps))


def stream(blocks: Iterator[bytes], *, name: str, caps: Caps) -> Iterator[bytes]:
    """The bytes of `blocks` without their one layer of gzip, zstandard or bzip2, piece by piece; unchanged where there is none.

    Raises InputError where a cap is reached or the layer is broken.
    """
    first = next(blocks, b"")
    if (workbook := _workbook(first)) is not None:
        raise InputError(f"{name}: {workbook}", hint="save it as CSV (in Excel: File > Save As > CSV UTF-8), and name that file")
    if first.startswith(b"PK\x03\x04"):
        raise InputError(f"{name}: a zip archive", hint="unpack it and name the files inside")
    engine = next((make for magic, make in _LAYERS if first.startswith(magic)), None)
    if engine is None:
        yield first
        yield from blocks
        return
    read = _Counter(first, blocks)
    size = 0
    try:
        for piece in engine(read):
            size += len(piece)
            limit = min(caps.size, max(_RATIO_FLOOR, caps.ratio * read.size))
            if size > limit:
                raise InputError(
                    f"{name}: unpacks to more than {limit:,} bytes from {read.size:,}",
                    hint="if the file is to be trusted, raise limits.ratio or limits.input_bytes in kg.toml",
                )
            if piece:
                yield piece
    except (zlib.error, EOFError, OSError, ValueError) as error:
        raise InputError(f"{name}: the compressed data is broken ({error})", hint="fetch the file again") from error


def _workbook(first: bytes) -> str | None:
    """What kind of spreadsheet begins so; None for anything else."""
    if first.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "an Excel workbook (or another file of Microsoft Office before 2007)"
    if not first.startswith(b"PK\x03\x04"):
        return None
    if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in first[:200]:
        return "a spreadsheet of LibreOffice"
    # the names of an archive's files stand before their data, those of a small one all in the first block
    return "an Excel workbook" if b"xl/" in first and b"[Content_Types].xml" in first else None


class _Counter:
    """The packed blocks, and how many bytes of them were read."""

    def __init__(self, first: bytes, rest: Iterator[bytes]) -> None:
        self._first, self._rest = first, rest
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        self.size = len(self._first)
        yield self._first
        for block in self._rest:
            self.size += len(block)
            yield block


def _bites(blocks: Iterable[bytes]) -> Iterator[bytes]:
    for block in blocks:
        for start in range(0, len(block), _BITE):
            yield block[start : start + _BITE]


def _gunzip(blocks: Iterable[bytes]) -> Iterator[bytes]:
    engine = zlib.decompressobj(wbits=31)
    for feed in _bites(blocks):
        while feed:
            if engine.eof:  # a gzip file may have several members, with zeros behind the last
                feed = feed.lstrip(b"\0")
                if not feed:
                    break
                engine = zlib.decompressobj(wbits=31)
            yield engine.decompress(feed, _CHUNK)
            feed = engine.unused_data if engine.eof else engine.unconsumed_tail
        while not engine.eof and (piece := engine.decompress(b"", _CHUNK)):
            yield piece
    if not engine.eof:
        raise EOFError("it ends too early")


def _bunzip(blocks: Iterable[bytes]) -> Iterator[bytes]:
    engine = bz2.BZ2Decompressor()
    for feed in _bites(blocks):
        while feed or not (engine.eof or engine.needs_input):
            if engine.eof:  # there may be several streams
                engine = bz2.BZ2Decompressor()
            yield engine.decompress(feed, _CHUNK)
            feed = engine.unused_data if engine.eof else b""
    if not engine.eof:
        raise EOFError("it ends too early")


def _unzstd(blocks: Iterable[bytes]) -> Iterator[bytes]:
    import zstandard

    # a window of 128 MB is what `zstd -19 --long=27` needs; more would be memory for nothing
    factory = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    engine = factory.decompressobj()
    try:
        for block in blocks:
            start = 0
            while start < len(block):
                if engine.eof:  # there may be several frames
                    engine = factory.decompressobj()
                # small bites, because 1 kB may unpack to 32 MB at once; stream_reader would not tell a frame that is cut off
                bite = block[start : start + 1024]
                yield engine.decompress(bite)
                start += len(bite) - (len(engine.unused_data) if engine.eof else 0)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    if not engine.eof:
        raise EOFError("it ends too early")


_LAYERS: tuple[tuple[bytes, Callable[[Iterable[bytes]], Iterator[bytes]]], ...] = (
    (b"\x1f\x8b", _gunzip),
    (b"\x28\xb5\x2f\xfd", _unzstd),
    (b"BZh", _bunzip),
)


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
