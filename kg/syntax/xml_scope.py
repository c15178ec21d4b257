"""Where in an XML file something stands: the elements around it, what prefixes mean there, and which elements are records.

Source: Namespaces in XML 1.0 sections 3 and 6.
"""

from __future__ import annotations

from collections.abc import Sequence

XML = "http://www.w3.org/XML/1998/namespace"
#: prefixes declared deeper than this stand for nothing, which is told: each level would take a copy of all above it
SCOPED = 1_000


class Names:
    """The elements that are records: "b" is one of this local name, "a/b" one whose parent is an a, "a/*" anything in one."""

    def __init__(self, names: Sequence[str]) -> None:
        self.local = frozenset(name.rpartition("/")[2] for name in names)
        self._pairs = [tuple(name.split("/")) for name in names]

    def hold(self, local: str, scope: Scope) -> bool:
        """Whether an element of this name, in the open elements of `scope`, is a record."""
        if local not in self.local and "*" not in self.local:
            return False
        parent = scope.open[-1].rpartition(":")[2].partition("[")[0] if scope.open else ""
        return any(pair[-1] in (local, "*") and (len(pair) == 1 or pair[-2] == parent) for pair in self._pairs)


class Scope:
    """What is known of the elements around a place: the open ones (as steps of an XPath), what their prefixes mean, and how many elements
    of each name each of them has had."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.spaces: list[dict[str, str]] = [{"xml": XML}]
        self.counts: list[dict[str, int]] = [{}]
        #: the level of the outermost declaration that stands for nothing (0: there is none), and what it declares
        self.unheard, self.declared = 0, ""

    def enter(self, attributes: list[str]) -> dict[str, str]:
        """What prefixes mean in an element with these attributes, which is open now."""
        spaces, level = self.spaces[-1], len(self.spaces)
        own = {key[6:]: value for key, value in zip(attributes[::2], attributes[1::2], strict=True) if key.startswith("xmlns")}
        if own and level <= SCOPED:
            spaces = {**spaces, **own}
        elif own and not self.unheard and not own.items() <= spaces.items():
            self.unheard = level
            self.declared = next(f"xmlns:{key}" if key else "xmlns" for key in own if own[key] != spaces.get(key))
        self.spaces.append(spaces)
        return spaces

    def step(self, name: str) -> str:
        """The step of the path to the element of this name that begins here: it is counted."""
        counts = self.counts[-1]
        counts[name] = counts.get(name, 0) + 1
        self.counts.append({})
        return name if counts[name] == 1 else f"{name}[{counts[name]}]"

    def leave(self) -> None:
        """The innermost element is open no more."""
        if len(self.spaces) > 1:
            self.cut(len(self.spaces) - 1)

    def leave_around(self) -> None:
        """The innermost element is open no more; it was none of an entry's."""
        self.leave()
        self.counts.pop()
        if self.open:
            self.open.pop()

    def cut(self, levels: int) -> None:
        """So many levels stay open, the file itself counted."""
        del self.spaces[levels:]
        if self.unheard >= levels:
            self.unheard = 0
