"""Keys of a run are remembered in memory and, beyond a number, on disk."""

from __future__ import annotations

from kg.mapping import Mapper, Options
from kg.pipeline import Keys
from kg.record import Identifier, Origin, Reading, Record, Text
from kg.seen import Met, Seen


def test_remembers_keys_also_when_they_have_gone_to_disk() -> None:
    seen = Seen(kept=3)
    for number in range(20):
        assert seen.get(f"k{number}") is None
        seen.add(f"k{number}", Met(bytes([number]), f"a.bib:{number}"))
    assert [seen.get(f"k{number}") for number in range(20)] == [Met(bytes([number]), f"a.bib:{number}") for number in range(20)]
    assert seen.known(["no", "k0"])
    assert not seen.known(["no"])


class Counting(Seen):
    """Counts how often it is asked."""

    asked = 0

    def get(self, key: str) -> Met | None:
        self.asked += 1
        return super().get(key)


def keys_of(titles: list[str], seen: Seen) -> list[str]:
    """The keys of records with one DOI and these titles."""
    keys = Keys(Mapper(Options(base="https://data.example.org/")), seen)
    records = [Record(identifiers=[Identifier("doi", "10.5555/a")], titles=[Text(title, "en")]) for title in titles]
    return [keys.map(record, Reading(Origin()))[0].described.key for record in records]


def test_records_with_one_key_get_numbers_and_copies_share_theirs() -> None:
    first = keys_of(["One"], Seen())[0]
    found = keys_of(["One", "Two", "One", "Three", "Two", "Three"], Seen(kept=1))
    assert found == [first + end for end in ("", "-2", "", "-3", "-2", "-3")]


def test_a_number_that_is_taken_is_left_out() -> None:
    first = keys_of(["One"], Seen())[0]
    seen = Seen()
    seen.add(f"{first}-2", Met(b"another", "b.bib:1"))
    assert keys_of(["One", "Two", "Three"], seen) == [first, f"{first}-3", f"{first}-4"]


def test_a_key_that_comes_again_and_again_is_not_looked_for_from_the_beginning() -> None:
    seen = Counting()
    found = keys_of([f"Title {number}" for number in range(500)], seen)
    assert len(set(found)) == 500
    assert found[-1].endswith("-500")
    assert seen.asked < 500 * 25
