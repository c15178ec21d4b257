"""The choices that change what the mapping writes."""

from __future__ import annotations

from typing import Literal

import msgspec

from kg.identity import DEFAULT_BASE


class Options(msgspec.Struct, frozen=True):
    """`base` ends with "/"; the other names and values are those of kg.toml (docs/cli.md)."""

    base: str = DEFAULT_BASE
    id_policy: Literal["minted", "doi"] = "minted"
    date_published: Literal["formal", "first"] = "formal"
    concepts: Literal["full", "plain", "none"] = "plain"
    spar: bool = False
    owl_sameas: bool = False
    metadata_licence: str = ""

    def has(self, option: str) -> bool:
        """Whether a row's `option` column is on."""
        if option == "concepts":
            return self.concepts != "none"
        if option == "assignments":
            return self.concepts == "full"
        return bool(getattr(self, option))
