"""What names a BibTeX entry's work or leads to others: identifiers, addresses, licences, files, related entries."""

from __future__ import annotations

import re

from kg.record import File, Grant, Identifier, Metric, Relation
from kg.sources.bibtex_draft import URL, Draft, decoded, table, verbatim
from kg.sources.bibtex_inheritance import Index
from kg.values import identifiers, licences

# a UUID of version 1 to 8 without its dashes: the key that Pure writes
_PURE_KEY = re.compile(r"[0-9a-f]{12}[1-8][0-9a-f]{3}[89ab][0-9a-f]{15}")
#: fields with addresses; BibDesk numbers its own
_ADDRESSES = ("url", "repository", "adsurl", "link", *(f"bdsk-url-{number}" for number in range(1, 10)))


def read_key(draft: Draft, index: Index | None) -> None:
    """The citation key, or the Pure UUID that it is."""
    key = draft.entry.key
    if _PURE_KEY.fullmatch(key):
        draft.record.identifiers.append(Identifier("pure-uuid", "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))))
    elif key:
        draft.record.identifiers.append(Identifier("citekey", key))


def read_identifiers(draft: Draft, index: Index | None) -> None:
    """Other citation keys, DOI and the other identifiers, eprint, counts of citations."""
    record = draft.record
    for field in draft.take_all("ids"):
        for other in dict.fromkeys(filter(None, map(str.strip, draft.text(field).split(",")))):
            if other != draft.entry.key:
                draft.put(f"identifiers[{len(record.identifiers)}]", field)
                record.identifiers.append(Identifier("citekey", other))
    for name in draft.present(table()["scheme"]):
        scheme = table()["scheme"][name]
        for field in draft.take_all(name):
            if scheme == "wos-ut" and not draft.text(field).upper().startswith(("WOS:", "ISI:")):
                draft.keep(field)
            else:
                draft.identify(scheme, field, record.identifiers, "identifiers")
    _read_eprint(draft)
    for field in draft.take_all("cited-wos"):
        if (count := draft.text(field)).isdecimal() and len(count) < 9:
            draft.put(f"metrics[{len(record.metrics)}]", field)
            record.metrics.append(Metric(int(count), "web of science"))
        else:
            draft.keep(field)


def _read_eprint(draft: Draft) -> None:
    field, prefix = draft.take("eprint"), draft.take("eprinttype")
    if field is None:
        if prefix:
            draft.keep(prefix)
        return
    value, name = draft.text(field), draft.text(prefix).lower() if prefix else ""
    if URL.fullmatch(value) and not name:
        draft.link(value, field, "see-also")  # so do ACS, Wiley and Taylor & Francis
        return
    scheme: str = table()["eprint"].get(name, "")
    if not scheme and not name and identifiers.arxiv(value):
        scheme = "arxiv"
    if scheme:
        draft.identify(scheme, field, draft.record.identifiers, "identifiers")
    else:
        draft.keep(field)
        if prefix:
            draft.keep(prefix)


def read_links(draft: Draft, index: Index | None) -> None:
    """Addresses: a DOI's becomes the DOI, others are links; licences and files."""
    record = draft.record
    for name in draft.present(_ADDRESSES):
        for field in draft.take_all(name):
            text = draft.text(field)
            found = URL.findall(text)
            if not found or (len(found) == 1 and text.strip("<> ") != found[0] and name != "link"):
                found = [text] if URL.match(text) and " " not in text else found
            if not found:
                path = draft.keep(field)
                if name == "url":
                    draft.tell("R122", path, field)
            for url in found:
                code = name == "repository" or (record.type == "software" and identifiers.is_repository(url))
                draft.link(url, field, "repository" if code else "landing" if name == "url" else "see-also")
    for field in draft.take_all("license"):
        text = draft.text(field)
        if licence := licences.canonical(text):
            draft.put(f"licences[{len(record.licences)}]", field)
            record.licences.append(licence)
        else:
            draft.append("rights", record.rights, field)
    for name in ("pdf", "fulltext"):
        for field in draft.take_all(name):
            if (url := draft.text(field)) and URL.fullmatch(url):
                draft.put(f"files[{len(record.files)}]", field)
                record.files.append(File(url))
            else:
                draft.keep(field)


def read_relations(draft: Draft, index: Index | None) -> None:
    """Related entries: by their DOI where the input has it, else by title, else by key; funding by `grant`."""
    record = draft.record
    field, kind = draft.take("related"), draft.take("relatedtype")
    if field:
        word = draft.text(kind).lower() if kind else ""
        name = table()["related"].get(word, "related")
        for key in filter(None, map(str.strip, draft.text(field).split(","))):
            draft.put(f"relations[{len(record.relations)}]", field)
            record.relations.append(_relation(name, key, index))
        if kind and word not in table()["related"]:
            draft.keep(kind)
    elif kind:
        draft.keep(kind)
    if field := draft.take("grant"):
        draft.put("funding[0]", field)
        record.funding.append(Grant(number=draft.text(field)))
    for name in ("crossref", "xdata"):
        draft.take_all(name)  # done by bibtex_inheritance


def _relation(kind: str, key: str, index: Index | None) -> Relation:
    entry = index.get(key) if index else None
    values = {one.name: one.text for one in reversed(entry.fields)} if entry else {}
    if doi := identifiers.doi(verbatim(values.get("doi", ""))):
        return Relation(kind, Identifier("doi", doi))
    return Relation(kind, text=decoded(values["title"]) if values.get("title") else key)
