"""The people of a record in nbib: each tag of a name is followed by what belongs to that name."""

from __future__ import annotations

import re

from kg.record import Agent, Contributor
from kg.sources import medline
from kg.sources.ris_entry import Work
from kg.syntax.tagged import Value
from kg.values import names, text

#: full name -> short name, and the role
_NAMES = {"FAU": "author", "AU": "author", "FED": "editor", "ED": "editor", "FIR": "contributor", "IR": "contributor", "CN": "author"}
_FULL = {"AU": "FAU", "ED": "FED", "IR": "FIR"}
_AUID = re.compile(r"(\w+): *(\S+)")
_SUFFIX = re.compile(r"(?:Jr|Sr|[1-9](?:st|nd|rd|th)|I{2,3}|IV)\.?")


def name(words: str) -> Agent:
    """The person of "Family, Given Suffix", or of "Family IN"."""
    if "," not in words:
        return medline.short_name(words)
    before, _, last = words.rpartition(" ")
    return names.inverted(f"{before}, {last}" if _SUFFIX.fullmatch(last) and not before.endswith(",") else words)


def people(work: Work) -> None:
    """Contributors in the order of the record; a short name behind its full one says nothing new."""
    record = work.record
    taken: set[int] = set()
    last: Contributor | None = None
    full = False
    for value in work.entry.values:
        tag, words = value.tag, text.tidy(value.text)
        if not words or tag not in (*_NAMES, "AD", "AUID", "IRAD"):
            continue
        field = f"contributors[{max(0, len(record.contributors) - 1)}]"
        if tag in _NAMES:
            if tag in _FULL and full:
                full = False
                continue
            full = tag in _FULL.values()
            agent = names.organisation(medline.unstopped(words)) if tag == "CN" else name(words)
            last = Contributor(agent=agent, role=_NAMES[tag])
            work.put(f"contributors[{len(record.contributors)}]", value)
            record.contributors.append(last)
        elif last is None or not (_affiliation(work, last, value, words, field) if tag != "AUID" else _number(work, last, value, field)):
            continue
        taken.add(value.line)
    for tag in (*_NAMES, "AD", "AUID", "IRAD"):
        left = [value for value in work.left.pop(tag, []) if value.line not in taken]
        if left:
            work.left[tag] = left


def _affiliation(work: Work, person: Contributor, value: Value, words: str, field: str) -> bool:
    found, mails = medline.affiliation(words)
    if mails:
        work.keep(value, ", ".join(mails))
    if not found:
        return False
    work.put(f"{field}.affiliations[{len(person.affiliations)}]", value)
    person.affiliations.append(names.organisation(found))
    return True


def _number(work: Work, person: Contributor, value: Value, field: str) -> bool:
    match = _AUID.fullmatch(text.tidy(value.text))
    scheme = medline.rules()["identifiers"].get(match[1].lower(), "") if match else ""
    if match is None or not scheme:
        return False
    at = f"{field}.agent.identifiers[{len(person.agent.identifiers)}]"
    made = work.identified(scheme, match[2], value, at)
    person.agent.identifiers += [made] if made not in person.agent.identifiers else []
    return True
