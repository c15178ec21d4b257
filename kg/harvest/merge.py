"""The second pass over a harvested file: of each record its last version, and none of those that were deleted.

Design: needed only where a list was begun again in its middle, where a record stands in several sets, and for what has changed since the
last run. FILE is read twice and written once, beside itself, and takes its place by a rename; doing so again changes nothing, so a run that
was killed in it does it again. In memory: 12 bytes and a number for each record.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator

import msgspec

from kg.harvest.journal import Journal

#: line -> what tells its record from all others
Key = Callable[[bytes], str]


class Tombstone(msgspec.Struct):
    """A line of FILE.deleted.jsonl. `deleted` false: it has come back."""

    identifier: str
    deleted: bool = True


def merge(journal: Journal, key: Key) -> None:
    """Do the second pass where it is needed, or go on with one that was broken off."""
    state = journal.state
    if state.phase == "list":
        if not state.dedupe and not state.tombstones:
            journal.advance("done")
            return
        journal.advance("merge")
    if state.phase == "merge":
        _merge_records(journal, key)
        journal.advance("prune")
    if state.phase == "prune":
        _prune_tombstones(journal, key)
        journal.advance("done")


def _merge_records(journal: Journal, key: Key) -> None:
    dead = {_digest(one) for one, gone in _tombstones(journal, journal.state.run_tombstones).items() if gone}
    last: dict[bytes, int] = {}
    count = 0
    for number, line in enumerate(_lines(journal)):
        last[_digest(key(line))] = number
        count += 1
    if len(last) == count and not dead & last.keys():
        return
    temporary = journal.path.with_name(f"{journal.path.name}.merged")
    with open(temporary, "wb") as out:
        out.write(journal.frame.head)
        for number, line in enumerate(_lines(journal)):
            digest = _digest(key(line))
            if last[digest] == number and digest not in dead:
                out.write(line)
        out.flush()
        os.fsync(out.fileno())
    journal.finish_with(temporary)


def _prune_tombstones(journal: Journal, key: Key) -> None:
    """Keep one tombstone a record, and none for a record that is there."""
    if not journal.deleted_path.exists():
        return
    there = {_digest(key(line)) for line in _lines(journal)}
    kept = [one for one, gone in _tombstones(journal, 0).items() if gone and _digest(one) not in there]
    journal.replace_tombstones(msgspec.json.encode(Tombstone(one)) for one in kept)


def _lines(journal: Journal) -> Iterator[bytes]:
    journal.flush()
    with open(journal.path, "rb") as file:
        file.seek(len(journal.frame.head))
        yield from file


def _tombstones(journal: Journal, start: int) -> dict[str, bool]:
    """identifier -> whether it is gone, by the last line about it from byte `start` on."""
    if not journal.deleted_path.exists():
        return {}
    journal.flush()
    with open(journal.deleted_path, "rb") as file:
        file.seek(start)
        found: Iterable[Tombstone] = (msgspec.json.decode(line, type=Tombstone) for line in file)
        return {one.identifier: one.deleted for one in found}


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=12).digest()
