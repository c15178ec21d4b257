"""originInfo of a MODS record: dates, publisher, place, edition, issuance."""

from __future__ import annotations

from kg import resources
from kg.record import Agent, Text
from kg.sources import catalogue
from kg.sources.tree import Cursor, Draft
from kg.values import dates, isbd

_MACHINE = ("w3cdtf", "iso8601", "edtf", "marc", "temper")
_SERIAL = ("continuing", "serial", "integrating resource")


def fill(draft: Draft) -> None:
    """Fills dates, publisher and edition from the originInfo at the top; what tells of the publication goes first."""
    infos = draft.root.all("originInfo")
    infos.sort(key=lambda info: info.attr("eventType").text.lower() not in ("", "publication"))
    for info in infos:
        published = info.attr("eventType").text.lower() in ("", "publication")
        for name, field in resources.table("imports/mods")["dates"].items():
            if name == "dateIssued" and not published and draft.record.issued:
                continue
            _dates(draft, info.all(name), field)
        for other in info.all("dateOther"):
            field = resources.table("imports/mods")["other_dates"].get(other.attr("type").text.lower(), "")
            if field and catalogue.put_date(draft, field, other):
                other.attr("type").use(field)
        publisher(draft, info)
        for edition in info.all("edition"):
            if not draft.record.edition:
                draft.record.edition = isbd.bare(edition.text)
                edition.use("edition")
        for issuance in info.all("issuance"):
            _issuance(draft, issuance)


def finish(draft: Draft) -> None:
    """Where no date of publication is stated, the copyright's stands for it, unless another date tells of the work."""
    record = draft.record
    if not (record.issued or record.created or record.online or record.awarded):
        _dates(draft, draft.root.all("originInfo/copyrightDate"), "issued")


def _dates(draft: Draft, found: list[Cursor], field: str) -> None:
    """The best of several dates of one kind; the others are taken where they say the same."""
    if not found:
        return
    found.sort(key=_rank)
    for one in found:
        written = one.text
        if not getattr(draft.record, field):
            if catalogue.put_date(draft, field, one) and one.attr("qualifier"):
                marked = f"the source marks it as {one.attr('qualifier').take(field)}"
                draft.complain("R340", one, field=field, value=written, taken=getattr(draft.record, field), more=marked)
        elif dates.catalogued(written).date == getattr(draft.record, field):
            one.use(field)


def _rank(one: Cursor) -> tuple[bool, bool, int]:
    encoding = one.attr("encoding").text.lower()
    return (
        one.attr("point").text == "end",
        one.attr("keyDate").text != "yes",
        _MACHINE.index(encoding) if encoding in _MACHINE else len(_MACHINE) - (len(one.text) > 4),
    )


def publisher(draft: Draft, info: Cursor) -> None:
    """The publisher with its place, where none is known yet."""
    record = draft.record
    if record.publisher is not None:
        return
    name = next((one for one in info.all("publisher") if isbd.bare(one.text)), None)
    places = [one for one in info.all("place/placeTerm") if one.attr("type").text != "code" and isbd.bare(one.text)]
    if name is None and not places:
        return
    record.publisher = Agent(
        name=isbd.bare(name.text) if name else "", kind="organisation", place=", ".join(isbd.bare(one.text) for one in places[:1])
    )
    if name is not None:
        name.use("publisher")
    for place in places[:1]:
        place.use("publisher.place")


def _issuance(draft: Draft, issuance: Cursor) -> None:
    """Tells a book where nothing better does; a serial keeps its word."""
    record = draft.record
    word = issuance.text.lower()
    issuance.use("type")
    if record.type == "other" and not draft.root.all("relatedItem") and word in ("monographic", "single unit", "multipart monograph"):
        form = draft.root.one("typeOfResource").text.lower()
        if form in ("", "text"):
            record.type = "multivolume-book" if word.startswith("multi") else "book"
    elif word in _SERIAL and not record.genre:
        record.genre.append(Text(word, "en"))
