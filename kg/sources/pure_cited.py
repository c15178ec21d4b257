"""The BibTeX and RIS inside of a Pure page, as text or HTML, handed to their readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.errors import Issue, Place
from kg.record import Reading
from kg.sources.fold import Part
from kg.syntax.labelled import Line


def embedded(issues: list[Issue], name: str, reader: Callable[..., Iterator[Reading]], lines: list[Line], *, indent: bool) -> list[Part]:
    """What the reader of a citation format makes of its lines, places and issues moved into the page.

    `indent`: each line is an unbroken line of the page, so its columns are the page's; else all of a line stands where it begins.
    """
    parts = list[Part]()
    text = "\n".join(" " * (line.column - 1) * indent + line.text for line in lines)

    def moved(place: Place) -> Place:
        if not place.line:
            return place
        line = lines[min(place.line, len(lines)) - 1]
        return Place(line=line.number, column=place.column if indent else line.column, pointer=place.pointer, raw=place.raw)

    for reading in reader(text.replace("\x00", " ").encode("utf-8", "replace"), trace=True):
        places = {field: moved(place) for field, place in (reading.places or {}).items()}
        places[""] = Place(line=lines[0].number, column=lines[0].column, raw=lines[0].text)
        for found in reading.issues:
            found.place = moved(found.place)
            issues.append(found)
        if reading.record is not None:
            parts.append(Part(name, reading.record, places))
    return parts
