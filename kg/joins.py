"""What the readers of a run must know of its other inputs: entries of one file that entries of another name by a key.

Design: most formats read a file by itself. Where a format says how its files are joined (sources.Joining), all files of that format
among the inputs are gone through once before any is read, into an index on disk; every input of the format then carries the index's path,
so each process finds it. A single file needs none: its reader joins what stands in it. What can be read only once (standard input, a
pipe) is not in the index; its reader takes its own entries up itself.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence

from kg import inputs
from kg.errors import InputError
from kg.inputs import Input
from kg.packing import Caps, stream
from kg.sources import SOURCES, Joined
from kg.sources.parts import Index

#: what tells a file's format
_HEAD = 65536


class Joins:
    """The joining of one run. It must live as long as the inputs are read: the index goes with it.

    `names`, `format`, `encoding` and `caps` as for inputs.read; `hidden`: what is not public is read as well.
    """

    def __init__(
        self, names: Sequence[str], *, format: str = "", encoding: str = "", caps: Caps | None = None, hidden: bool = False
    ) -> None:
        self._hidden, self._encoding, self._caps = hidden, encoding, caps or Caps()
        self._path = ""
        self._indexed: dict[str, str] = {}
        files = list(_members(names))
        if len(files) > 1:
            self._indexed = {name: form for name in files if (form := self._form(name, format))}
        if self._indexed:
            self._make()

    def join(self, found: Iterable[Input]) -> Iterator[Input]:
        """The inputs, those of such a format with what their reader must know."""
        for item in found:
            known = item.format in SOURCES and SOURCES[item.format].joining is not None
            if known and (self._hidden or self._path):
                joined = Joined(self._hidden, self._path, self._indexed.get(item.name) == item.format)
                yield item._replace(joined=joined)
            else:
                yield item

    def _form(self, name: str, format: str) -> str:
        """The format of a file where it is one that is joined, else ""."""
        if not os.path.isfile(name):
            return ""
        try:
            head = self._bytes(name, _HEAD)[:_HEAD]
            form = format or (inputs.recognise(head, name) if _may_join(head, name) else "")
        except InputError:
            return ""  # told when it is read
        return form if form in SOURCES and SOURCES[form].joining is not None else ""

    def _bytes(self, name: str, size: int) -> bytes:
        """The bytes of a file, unpacked, up to about `size`; a file that is larger than inputs.IN_ONE is not read in any case."""
        found = bytearray()
        for piece in stream(inputs.blocks(name, self._caps), name=name, caps=self._caps):
            found += piece
            if len(found) >= size:
                break
        return bytes(found)

    def _make(self) -> None:
        folder = tempfile.mkdtemp(prefix="kg-join-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        path = os.path.join(folder, "index.sqlite")
        index: Index | None = None
        for name, form in [*self._indexed.items()]:
            joining = SOURCES[form].joining
            assert joining is not None
            index = index or joining.begin(path)
            try:
                index.add(form, self._bytes(name, inputs.IN_ONE), self._encoding)
            except InputError:
                del self._indexed[name]  # told when it is read
        if index is not None:
            index.close()
            self._path = path


def _members(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        try:
            yield from inputs.find(name)
        except InputError:
            continue  # told when it is read


def _may_join(head: bytes, name: str) -> bool:
    """Whether a reader of such a format sees its own in the head: quicker than to ask them all."""
    text = inputs.decoded(head)
    return any(source.joining is not None and source.detect(text, name) for source in SOURCES.values())
