"""Inputs: what the user named -> the bytes and format of each file.

Design: `find` turns files, folders, globs and "-" into a list of names without opening anything; `load` opens one, unpacks it
(packing.py) and recognises its format: by content first, the ending decides between equals. A large file comes in parts, so memory does
not grow with it: cut here where entries can be told apart without reading them (RIS), else by the format's own cutter
(sources.Parting), which may go through the file before. `read` does both for many and hands a file that fails to a callback, so that
one bad file does not end a run. What the bytes mean is the readers' business (sources/), or an RDF
parser's for the formats in RDF_FORMATS.
"""

from __future__ import annotations

import codecs
import difflib
import glob
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kg.errors import ConfigError, InputError, UsageError
from kg.packing import ENDINGS as _PACKED
from kg.packing import Caps, stream
from kg.sources import SOURCES, Columns, Joined, other_xml
from kg.sources.column_fields import FIELDS
from kg.sources.columns import load as load_columns
from kg.sources.json_parts import are_lines
from kg.sources.parts import Opened, line_ends

STDIN = "-"
_HEAD = 65536
#: the largest file of a format whose records cannot be told apart without reading all of it
IN_ONE = 2_000_000_000
_BLOCK = 1 << 18
#: a large input is handed on in parts of about so many bytes: enough for a few hundred records
PART = 1 << 20
#: where its format's own cutter knows what a part needs, in so many smaller ones: what a part becomes is several times its size
SMALLER = 4
#: RDF that is larger than this is cut, if the caller can: to parse it in one is quicker but takes several times its size in memory
RDF_LARGE = 8 << 20
#: Endings that say little: a folder may hold such files that are no records, and alone they decide nothing.
_GENERAL = frozenset({".txt", ".json", ".jsonl", ".xml", ".csv", ".tsv", ".tab"})
#: a rating by the ending alone: enough for a file that the user named, not for one that a folder holds
_WEAK = 10


class Input(NamedTuple):
    """One input, or one part of a large one.

    Its name as the user knows it ("<stdin>" for standard input), its format (a key of SOURCES or RDF_FORMATS), its bytes; where
    they begin in the whole: byte offset, 1-based line and column, number of its first entry (0-based). `context`: what the format's
    reader of parts needs of the rest (sources.Parting), b"" where the bytes can be read by themselves. `joined`: what its reader takes
    from the other inputs and the settings of the run (joins.py), None for nothing.
    """

    name: str
    format: str
    data: bytes
    offset: int = 0
    line: int = 1
    ordinal: int = 0
    context: bytes = b""
    column: int = 1
    joined: Joined | None = None


#: gives the records of a large RDF file, packed in a form of its own, some at a time: of its bytes and its format
CutRdf = Callable[[Opened, str], Iterator[bytes]]
#: the context of what it gives
CUT_RDF = b"records"


class RdfFormat(NamedTuple):
    """A row of RDF_FORMATS: RDF that is read as it is, without a reader of sources/."""

    title: str
    endings: tuple[str, ...]
    media_type: str


RDF_FORMATS: dict[str, RdfFormat] = {
    "turtle": RdfFormat("Turtle", (".ttl",), "text/turtle"),
    "ntriples": RdfFormat("N-Triples", (".nt",), "application/n-triples"),
    "nquads": RdfFormat("N-Quads", (".nq",), "application/n-quads"),
    "trig": RdfFormat("TriG", (".trig",), "application/trig"),
    "jsonld": RdfFormat("JSON-LD", (".jsonld",), "application/ld+json"),
    "rdfxml": RdfFormat("RDF/XML", (".rdf", ".owl"), "application/rdf+xml"),
}


def read(
    names: Sequence[str],
    *,
    format: str = "",
    encoding: str = "",
    caps: Caps | None = None,
    columns: Columns | None = None,
    failed: Callable[[InputError], None] | None = None,
    skipped: Callable[[str], None] | None = None,
    cut_rdf: CutRdf | None = None,
) -> Iterator[Input]:
    """The inputs that `names` stand for, in order; folders and globs in the order of their sorted paths.

    `format` overrides the recognition for all of them; `encoding` is the user's choice for text, "" to detect; `columns` are the user's
    own, for tables. A file that cannot be opened or recognised is handed to `failed` as an InputError, or raised where there is no
    `failed`. A file inside a folder that holds nothing known is handed to `skipped`. Without `cut_rdf` RDF files are given whole.
    Raises UsageError for an unknown `format` and InputError for a name that stands for nothing.
    """
    if format:
        check_format(format)
    for name in names:
        try:
            members = find(name)
        except InputError as error:
            if failed is None:
                raise
            failed(error)
            continue
        for member in members:
            try:
                weak = member == name or columns is not None
                yield from load(member, format=format, encoding=encoding, caps=caps, columns=columns, weak=weak, cut_rdf=cut_rdf)
            except UnknownFormat as error:
                if member != name and Path(_bare(member)).suffix.lower() in _GENERAL:
                    if skipped is not None:
                        skipped(member)
                elif failed is None:
                    raise
                else:
                    failed(error)
            except InputError as error:
                if failed is None:
                    raise
                failed(error)


class UnknownFormat(InputError):
    """The content of a file is in no known format."""


def check_format(name: str) -> None:
    """Raises UsageError, with the nearest name, where `name` is no input format."""
    known = [*SOURCES, *RDF_FORMATS]
    if name not in known:
        near = [form for form, endings in _endings().items() if f".{name}" in endings] or difflib.get_close_matches(name, known, 1)
        raise UsageError(f"unknown input format {name!r}", hint=f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(known))


def find(name: str) -> list[str]:
    """The files that one argument stands for, sorted: itself, a folder's files with known endings, or a glob's.

    Folders are walked to the bottom; hidden parts, pipes and devices are left out. Raises InputError where there are none.
    """
    if not name:
        raise InputError("one of the inputs has an empty name", hint="name a file or a folder; . is this folder")
    if name == STDIN:
        return [STDIN]
    path = Path(name)
    if path.is_dir():
        found = sorted(_inside(path))
        if not found:
            raise InputError(f"{name}: the folder holds no file with a known ending", hint="see: kg formats")
        return found
    if path.exists() or not glob.has_magic(name):
        return [name]
    found = sorted(part for part in glob.glob(name, recursive=True) if os.path.isfile(part))
    if not found:
        raise InputError(f"{name}: no file matches this pattern")
    return found


def size(names: Sequence[str]) -> int:
    """How many bytes `names` stand for; 0 where that cannot be known before they are read (standard input, packed files)."""
    total = 0
    for name in names:
        try:
            members = find(name)
        except InputError:
            continue
        for member in members:
            if _bare(member) != member or not os.path.isfile(member):
                return 0
            total += os.path.getsize(member)
    return total


def _inside(folder: Path) -> Iterator[str]:
    known = {ending for endings in _endings().values() for ending in endings}
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(part for part in folders if not part.startswith("."))
        for file in files:
            path = os.path.join(parent, file)
            # a pipe that nobody writes into would be waited for; a link that leads nowhere is told when it is opened
            if not file.startswith(".") and Path(_bare(file)).suffix.lower() in known and (os.path.isfile(path) or os.path.islink(path)):
                yield path


def _endings() -> dict[str, tuple[str, ...]]:
    return {name: row.endings for name, row in SOURCES.items()} | {name: row.endings for name, row in RDF_FORMATS.items()}


def columns_of(name: str) -> Columns | None:
    """The user's own columns for tables, from the TOML file `name`; None for "". Raises ConfigError with file and line."""
    if not name:
        return None
    try:
        text = Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"cannot read the columns of {name}: {reason}", hint="kg init --from TABLE proposes such a file") from error
    return load_columns(text, name, fields=FIELDS)


def load(
    name: str,
    *,
    format: str = "",
    encoding: str = "",
    caps: Caps | None = None,
    columns: Columns | None = None,
    weak: bool = True,
    cut_rdf: CutRdf | None = None,
) -> Iterator[Input]:
    """The input `name`, unpacked and recognised; a large one of a format that can be cut comes in parts of some PART bytes.

    `weak`: also by its ending alone.

    Raises InputError (UnknownFormat where the content is in no known format).
    """
    shown = "<stdin>" if name == STDIN else name
    caps = caps or Caps()
    pieces = stream(blocks(name, caps), name=name, caps=caps)
    buffer, first = bytearray(), []
    for piece in pieces:
        first.append(piece)
        buffer += piece
        if len(buffer) >= PART:
            break
    head = bytes(buffer[:_HEAD])
    known = format or recognise(head, shown, weak=weak)
    source = SOURCES.get(known)
    parting = source.parting if source is not None else None
    mine = [columns] if columns is not None and parting is not None and parting.columns else []
    if parting is not None and (len(buffer) >= PART or mine):
        begun = chain(first, pieces)
        buffer.clear()
        if parting.cut_lines is not None and are_lines(head):
            for part in parting.cut_lines(begun, PART // SMALLER, encoding):
                yield Input(shown, known, *part)
            return
        with _again(name, caps, begun) as opened:
            for part in parting.cut(opened, PART // SMALLER, encoding, *mine):
                yield Input(shown, known, *part)
        return
    first.clear()
    if cut_rdf is not None and known in RDF_FORMATS:
        while len(buffer) < RDF_LARGE and (more := next(pieces, None)) is not None:
            buffer += more
        if len(buffer) >= RDF_LARGE:
            begun = chain((bytes(buffer),), pieces)
            buffer.clear()
            with _again(name, caps, begun) as opened:
                for data in cut_rdf(opened, known):
                    yield Input(shown, known, data, context=CUT_RDF)
            return
    cut = _cutter(known, head)
    offset, line = 0, 1
    for piece in pieces:
        if cut is not None and len(buffer) >= PART and (end := cut(buffer)):
            whole = bytes(buffer[:end])
            yield Input(shown, known, whole, offset, line)
            offset, line = offset + end, line + line_ends(whole)
            del buffer[:end]
        buffer += piece
        if len(buffer) > IN_ONE:
            raise InputError(f"{name}: {known} is read in one, and this is larger than {IN_ONE:,} bytes", hint="split the file")
    yield Input(shown, known, bytes(buffer), offset, line)


@contextmanager
def _again(name: str, caps: Caps, pieces: Iterator[bytes]) -> Iterator[Opened]:
    """A function that gives the bytes of an input as often as it is called; `pieces` are all of them, for what cannot be opened twice."""
    if os.path.isfile(name):
        yield lambda: stream(blocks(name, caps), name=name, caps=caps)
        return
    with tempfile.TemporaryFile() as file:
        for piece in pieces:
            file.write(piece)

        def opened() -> Iterator[bytes]:
            file.seek(0)
            return iter(lambda: file.read(_BLOCK), b"")

        yield opened


def blocks(name: str, caps: Caps) -> Iterator[bytes]:
    """The bytes of a file as they are on disk. Raises InputError where it cannot be read, or is larger than `caps` allows."""
    size = 0
    try:
        with _opened(name) as file:
            while block := file.read(_BLOCK):
                size += len(block)
                if size > caps.size:
                    raise InputError(f"{name}: larger than {caps.size:,} bytes", hint="split it, or raise limits.input_bytes in kg.toml")
                yield block
    except FileNotFoundError as error:
        said = "the link leads nowhere" if os.path.islink(name) else "there is no such file"
        raise InputError(f"{name}: {said}", hint=_near(name)) from error
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from error


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == STDIN:
        yield sys.stdin.buffer
    else:
        with open(name, "rb") as file:
            yield file


def _cutter(format: str, head: bytes) -> Callable[[bytearray], int] | None:
    """The function that finds where the last whole entry of a buffer ends (0: nowhere); None where a file must be read in one.

    Text in UTF-16 or UTF-32 must. The parts that these give can be read without knowing of each other; see sources.Parting for the rest.
    """
    if b"\0" in head:
        return None
    if format == "ris":
        return _after_last_record
    if format == "wos":
        return _after_last_er
    return None


_RECORD_END = re.compile(rb"(?:^|[\r\n])[ \t]*ER[ \t]*-[ \t]*(?:\r\n|\r|\n)")
_WOS_END = re.compile(rb"(?:^|[\r\n])ER[ \t]*(?:\r\n|\r|\n)")


def _after_last_er(buffer: bytearray) -> int:
    return _after_last_record(buffer, _WOS_END)


def _after_last_record(buffer: bytearray, pattern: re.Pattern[bytes] = _RECORD_END) -> int:
    """The end of the last ER line; looked for from the end, in steps, so that a long buffer is not searched through each time."""
    start = len(buffer)
    while start > 0:
        start = max(0, start - _HEAD)
        found = [match.end() for match in pattern.finditer(buffer, start, min(len(buffer), start + 2 * _HEAD))]
        if found:
            # a CR at the very end may be half of a CR LF
            return found[-1] if not (found[-1] == len(buffer) and buffer.endswith(b"\r")) else (found[-2] if len(found) > 1 else 0)
    return 0


def _near(name: str) -> str:
    path = Path(name)
    if not path.parent.is_dir():
        return ""
    near = difflib.get_close_matches(path.name, sorted(set(os.listdir(path.parent)) - {path.name}), 1, 0.75)
    return f"did you mean {path.parent / near[0]}?" if near else ""


def recognise(data: bytes, name: str, *, weak: bool = True) -> str:
    """The format of `data`: the best rating of its first 64 kB.

    Between equals the ending of `name` decides; a telling ending (.bib, .ris, .ttl) is enough alone, one that says little only where
    the user named the file (`weak`). Raises UnknownFormat.
    """
    head = decoded(data[:_HEAD])
    bare = _bare(name)
    suffix = Path(bare).suffix.lower()
    ratings: dict[str, tuple[int, bool]] = {}
    for format, source in SOURCES.items():
        ratings[format] = source.detect(head, bare), suffix in source.endings
    for format, row in RDF_FORMATS.items():
        ratings[format] = _rate_rdf(format, head), suffix in row.endings
    best = max(ratings, key=lambda format: ratings[format])
    score, _ = ratings[best]
    by_ending = [format for format, (_, ends) in ratings.items() if ends]
    if score == 0 and suffix not in _GENERAL and by_ending:
        return by_ending[0]
    if score == 0 or (score == _WEAK and not weak):
        if known := other_xml(head):
            raise UnknownFormat(f"{name}: {known.name}, which kg does not read", hint=known.mend)
        near = f"--from {by_ending[0]}" if by_ending else "--from bibtex"
        raise UnknownFormat(f"{name}: unknown format. Known: {', '.join(ratings)}", hint=f"{near}, if it is that")
    return best


def decoded(head: bytes) -> str:
    """The beginning of a file as text, by its byte order mark, else UTF-8."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return head.decode(encoding, errors="replace").removeprefix("\ufeff")
    return head.decode("utf-8", errors="replace")


def _bare(name: str) -> str:
    """`name` without the ending of a packed file."""
    root, ending = os.path.splitext(name)
    return root if ending.lower() in _PACKED else name


_STATEMENT = re.compile(
    r"(?:<[^<>\s]+>|_:\S+)[ \t]+<[^<>\s]+>[ \t]+(?:<[^<>\s]+>|_:\S+|\"(?:[^\"\\\n]|\\.)*\"(?:@[A-Za-z0-9-]+|\^\^<[^<>\s]+>)?)"
    r"[ \t]*+(<[^<>\s]+>|_:\S+)?[ \t]*\."
)
# never "^\s*": over empty lines that takes the square of their number
_PREFIX = re.compile(r"^[^\S\n]*+(?:@prefix|@base|prefix|base)\s++(?:[\w.-]*+:\s*+)?<", re.IGNORECASE | re.MULTILINE)
_NAMED_GRAPH = re.compile(r"^[^\S\n]*+(?:(?:graph\s++)?(?:<[^<>\s]++>|[\w.-]*+:[\w.-]*+)\s*+)?\{", re.IGNORECASE | re.MULTILINE)


def _rate_rdf(format: str, head: str) -> int:
    """How sure the head of a file is RDF in `format`: 0 no, 100 certain."""
    lines: Iterable[str] = (line for line in head.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    first = next(iter(lines), "").strip()
    if first.startswith(("{", "[")):
        return 95 if format == "jsonld" and re.search(r'"@(?:context|id|graph|type)"\s*+:', head) else 0
    if first.startswith("<") and re.search(r"<rdf:RDF[\s>]", head):
        return 95 if format == "rdfxml" else 0
    if statement := _STATEMENT.match(first):
        return 95 if format == ("nquads" if statement[1] else "ntriples") else 0
    if not first.startswith(("@prefix", "@base", "PREFIX", "BASE", "prefix", "base", "<", "_:")) or not _PREFIX.search(head):
        return 0
    trig = bool(_NAMED_GRAPH.search(head))
    return {"turtle": 60 if trig else 90, "trig": 90 if trig else 20}.get(format, 0)
