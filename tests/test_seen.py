"""Keys of a run are remembered in memory and, beyond a number, on disk."""

from __future__ import annotations

from kg.seen import Met, Seen


def test_remembers_keys_also_when_they_have_gone_to_disk() -> None:
    seen = Seen(kept=3)
    for number in range(20):
        assert seen.get(f"k{number}") is None
        seen.add(f"k{number}", Met(bytes([number]), f"a.bib:{number}"))
    assert [seen.get(f"k{number}") for number in range(20)] == [Met(bytes([number]), f"a.bib:{number}") for number in range(20)]
    assert seen.known(["no", "k0"])
    assert not seen.known(["no"])
