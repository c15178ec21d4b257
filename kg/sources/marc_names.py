"""Names of a MARC record: main and added entries (1XX, 7XX) as contributors, meetings as the event.

Design: a role is $4, else $e; without one a main entry is the author and an added entry a contributor. A name with a title ($t) is another
work (marc_related). $0 and $1 give the identifiers of authority files that have addresses; dates of life have no field and stay in rest.
"""

from __future__ import annotations

import re

from kg.record import Agent, Contributor, Event, Identifier, Text
from kg.sources import catalogue
from kg.sources.marc_fields import Fields, parts, sorted_out, use
from kg.sources.tree import Cursor, Draft
from kg.values import dates, identifiers, isbd, names

_SUFFIX = re.compile(r"(?:jr|sr)\.?,?|[IVX]{1,4}\.?,?", re.IGNORECASE)
_SOURCE = re.compile(r"\(([A-Za-z0-9-]+)\)\s*(\S+)")


def fill(draft: Draft, fields: Fields) -> None:
    """Fills contributors, institution, funders and event."""
    for field in fields.all("100", "110", "700", "710", "720"):
        if not field.all("t"):
            _credit(draft, fields, field)
    for tag in ("100", "110", "700", "710"):
        for field in fields.alone(tag):
            _credit(draft, fields, field, tag=tag)
    for field in fields.all("111", "711"):
        if not field.all("t"):
            _meeting(draft, fields, field)


def _credit(draft: Draft, fields: Fields, field: Cursor, *, tag: str = "") -> None:
    tag = tag or field.name
    at = f"contributors[{len(draft.record.contributors)}]"
    who = agent(draft, field, f"{at}.agent", organisation=tag[1:] == "10")
    if who is None:
        return
    where = [names.organisation(part.text) for part in field.all("u") if not catalogue.is_address(part.text)]
    if where:
        use(field, "u", f"{at}.affiliations")
    original = fields.original(field)
    written = _written(original, organisation=tag[1:] == "10")
    if written:
        use(original, "abc" if tag[1:] == "00" else "ab", f"{at}.name_as_written")
        use(original, "e4", at)
    for role in roles(field, at) or ["author" if tag[0] == "1" else "contributor"]:
        credited = Contributor(agent=who, role=role, affiliations=where, name_as_written=written if written != who.name else "")
        catalogue.credit(draft, credited, f"contributors[{len(draft.record.contributors)}]", field)


def _written(original: Cursor, *, organisation: bool) -> str:
    if organisation:
        return ". ".join(isbd.ended(part.text) for part in parts(original, "ab"))
    return isbd.ended(sorted_out(original.one("a").text))


def roles(field: Cursor, at: str) -> list[str]:
    """The roles of $4 and $e, each once; one that is not known stays in rest and makes a contributor."""
    found: list[str] = []
    codes = [(catalogue.role(part.text), part) for part in field.all("4")]
    terms = [(catalogue.role(part.text), part) for part in field.all("e" if field.name[1:] != "11" else "j")]
    known = [role for role, _ in codes if role] or [role for role, _ in terms if role]
    for role, part in codes + terms:
        if role:
            part.use(f"{at}.role")
        elif known and len(codes) == len(terms):
            # the word beside the code that was understood
            part.use(f"{at}.role")
    for role in known or (["contributor"] if codes or terms else []):
        if role not in found:
            found.append(role)
    return found


def agent(draft: Draft, field: Cursor, at: str, *, organisation: bool, codes: str = "") -> Agent | None:
    """The person or organisation of a heading; None without a name."""
    if organisation:
        pieces = parts(field, "ab")
        if not pieces:
            return None
        name = ". ".join(isbd.ended(sorted_out(part.text)) for part in pieces)
        more = [isbd.ended(part.text).strip("()") for part in parts(field, "gn")] if not codes else []
        found = names.organisation(f"{name} ({', '.join(more)})" if more else name)
        use(field, "abgn" if not codes else "ab", at)
    else:
        first = field.one("a")
        if not first.text:
            return None
        found = _person(field, sorted_out(first.text))
        first.use(at)
    found.identifiers = authority(draft, field, f"{at}.identifiers")
    return found


def _person(field: Cursor, heading: str) -> Agent:
    heading = isbd.ended(heading)
    suffix = next((part for part in field.all("c") if _SUFFIX.fullmatch(part.text)), None)
    number = field.one("b").text.rstrip(",. ")
    if field.attr("ind1").text == "0" or "," not in heading:
        # a forename, or an indicator that nobody set
        field.one("b").use("contributors")
        return Agent(name=f"{heading} {number}") if number else catalogue.agent(heading, "person")
    found = catalogue.agent(heading, "person")
    if suffix is not None:
        suffix.use("contributors")
        found = names.person(given=found.given, family=found.family, particle=found.particle, suffix=suffix.text.rstrip(","))
    return found


def authority(draft: Draft, field: Cursor, at: str) -> list[Identifier]:
    """The identifiers that $0 and $1 state."""
    found: list[Identifier] = []
    sources = catalogue.relators()["sources"]
    for part in parts(field, "01"):
        written = part.text
        match = _SOURCE.fullmatch(written)
        known = identifiers.from_url(written) or (identifiers.from_url(match[2]) if match else None)
        scheme = sources.get(match[1].lower(), "") if match and known is None else ""
        if known is not None and known.scheme in sources.values():
            catalogue.add(draft, part, known.scheme, known.value, into=found, field=at)
        elif match and scheme:
            catalogue.add(draft, part, scheme, re.sub(r"^gnd/", "", match[2]), into=found, field=at)
    return found


def _meeting(draft: Draft, fields: Fields, field: Cursor) -> None:
    record = draft.record
    stated = roles(field, "contributors")
    if record.event is not None or any(role not in ("author", "contributor", "organizer") for role in stated):
        _credit(draft, fields, field, tag="710")
        return
    name = ". ".join(isbd.ended(sorted_out(part.text)).strip("( ") for part in parts(field, "ae"))
    if not name:
        return
    event = record.event = Event(names=[Text(name)])
    use(field, "ae", "event.names[0]")
    draft.mark("event", field)
    for part in field.all("n"):
        event.names[0] = Text(f"{name} ({part.text.strip('(): ;.,')})")
        part.use("event.names[0]")
    for part in field.all("c"):
        if not event.place:
            event.place = part.take("event.place").strip("(): ;.,")
    for part in field.all("d"):
        written = part.text.strip("(): ;.,")
        span = dates.interval(written)
        event.start, event.end = span if span and span[0] else (dates.parse(written), "")
        if event.start:
            part.use("event.start")
    event.identifiers = authority(draft, field, "event.identifiers")
