"""Electronic versions, files and links of a research output of Pure's web services, with their access and licences.

Design: a version is a DOI, a file or an address. The DOI of the published version is the work's; a DOI of another version beside it is
that version's. The licence of the published version is the work's, those of other versions stand on their files. Pure names licences mostly
without a version ("CC BY"); no address is made up for these, they are rights in words.
"""

from __future__ import annotations

import re

from kg.record import File, Link, Relation, Text
from kg.sources.pure_api_entities import Output
from kg.sources.pure_api_tree import rules
from kg.sources.tree import Cursor
from kg.values import identifiers, licences

_DOCUMENT = re.compile(r"\.(?:pdf|epub|docx?|zip|csv|xml|pptx?|xlsx?|mp[34]|jpe?g|png)(?:[?#]|$)", re.IGNORECASE)
#: of versions, of documents in the READ and in the CRUD API
_LICENCE = ("licenseType", "documentLicense", "license")
#: access of the whole by that of its versions, the widest first
_WIDEST = ("open", "embargoed", "restricted", "metadata-only")


def versions(out: Output) -> None:
    """The electronic versions in their order; a published one's DOI first."""
    found = out.items(out.root, "electronicVersions")
    for number, one in enumerate(sorted((one for one in found if one.one("doi")), key=lambda one: not _is_published(out, one))):
        _number(out, one, one.one("doi"), first=number == 0)
    published = any(_is_published(out, one) for one in found)
    accesses = [*_dataset(out), *_documents(out)]
    for one in found:
        access = rules()["access"].get(out.tail(one.one("accessType")), "")
        of_work = _is_published(out, one) or not published
        accesses.append(access)
        if one.one("file"):
            _file(out, one, one.one("file"), access, of_work=of_work)
        elif one.one("link"):
            _address(out, one, access, of_work=of_work)
        elif one.one("doi"):
            _about_work(out, one, of_work=of_work)
    for one in out.items(out.root, "additionalFiles"):
        _file(out, one, one.one("file"), rules()["access"].get(out.tail(one.one("accessType")), ""), of_work=False)
    if not out.record.access:
        out.record.access = next((one for one in _WIDEST if one in accesses), "")


def _is_published(out: Output, version: Cursor) -> bool:
    """Whether it is the published version, or it is not said which it is."""
    return rules()["versions"].get(out.tail(version.one("versionType")), "") in ("VoR", "")


def _dataset(out: Output) -> list[str]:
    """DOI and licence of a dataset, which has them without versions; the access that stands with the DOI, "" for none."""
    stated, licence = out.root.one("doi"), out.root.one("license")
    number = stated.one("doi") or stated
    if number.text:
        out.identifier(number.identify("doi", f"identifiers[{len(out.record.identifiers)}]"))
    if stated:
        _about_work(out, stated, of_work=True)
    if licence:
        _licence_of_work(out, out.root)
    return [rules()["access"].get(out.tail(stated.one("accessType")), "")]


def _documents(out: Output) -> list[str]:
    """The documents of a student thesis or dataset, and the access of each; those that not everybody may see are left out."""
    accesses: list[str] = []
    for one in out.items(out.root, "documents"):
        visible = one.one("visibility").attr("key") or one.one("visibility")
        public = visible.text.lower() in rules()["public"]["visibilities"]
        if not public and not out.known.hidden:
            one.leave("a document that not everybody may see")
            continue
        # of one under embargo the day of its end says enough: who may see it depends on the day this is read
        access = "" if one.one("embargoDate") or not visible else "open" if public else "restricted"
        accesses.append(access)
        visible.use(f"files[{len(out.record.files)}].access")
        _file(out, one, one, access, of_work=False)
    return accesses


def _number(out: Output, version: Cursor, stated: Cursor, *, first: bool) -> None:
    """The DOI of a version: the work's if it is the first or that of the published version, else that of another version."""
    record = out.record
    found = stated.identify("doi", f"identifiers[{len(record.identifiers)}]")
    if out.has(found):
        return
    if first or _is_published(out, version) or found.scheme != "doi":
        version.one("versionType").use_all(f"identifiers[{len(record.identifiers)}]")
        out.identifier(found)
    else:
        field = f"relations[{len(record.relations)}]"
        record.relations.append(Relation("has-version", identifier=found))
        version.one("versionType").use_all(field)
        out.draft.mark(field, stated)


def _about_work(out: Output, version: Cursor, *, of_work: bool) -> None:
    """Access and licence of a version that is no file: its access was looked at for all versions together."""
    _use_access(out, version, "access")
    if of_work:
        _licence_of_work(out, version)


def _use_access(out: Output, version: Cursor, field: str) -> None:
    """Notes the access of a version as used; one that the table does not have stays."""
    stated = version.one("accessType")
    if out.tail(stated) in rules()["access"]:
        stated.use_all(field)


def _licence(out: Output, version: Cursor) -> tuple[str, str]:
    """Address and words of a version's licence; one of them at most."""
    stated, own = version.one(*_LICENCE), version.one("userDefinedLicense")
    tail = out.tail(stated)
    words = own.text or out.term(stated)
    if tail in rules()["licences"]["none"] and not own.text:
        stated.use_all("rights")
        return "", ""
    return (address, "") if (address := licences.canonical(words) if words else "") else ("", words or tail)


def _licence_of_work(out: Output, version: Cursor) -> None:
    address, words = _licence(out, version)
    record = out.record
    if address and address not in record.licences:
        field = f"licences[{len(record.licences)}]"
        record.licences.append(address)
    elif words and out.new("rights", words):
        field = f"rights[{len(record.rights)}]"
        record.rights.append(Text(words))
    else:
        field = "rights"
    version.one(*_LICENCE).use_all(field)
    version.one("userDefinedLicense").use(field)


def _file(out: Output, version: Cursor, file: Cursor, access: str, *, of_work: bool) -> None:
    """A full text, or a file beside it."""
    url = file.one("fileURL", "url", "fileUrl")
    field = f"files[{len(out.record.files)}]"
    if not url.text:
        return
    _add(out, version, File(url.take(f"{field}.url"), access=access), field, of_work=of_work)
    made = out.record.files[-1]
    made.name = file.one("fileName", "title").take(f"{field}.name")
    made.media_type = file.one("mimeType").take(f"{field}.media_type")
    made.size = file.one("size").number(f"{field}.size")


def _address(out: Output, version: Cursor, access: str, *, of_work: bool) -> None:
    """An address where the version is: of a document a file, of a resolver an identifier, else a page about the work."""
    stated = version.one("link")
    url = stated.text
    record = out.record
    found = identifiers.from_url(url)
    if found is not None and found.scheme == "doi":
        _number(out, version, stated, first=not any(one.scheme == "doi" for one in record.identifiers))
    elif found is not None:
        stated.use(f"identifiers[{len(record.identifiers)}]")
        out.identifier(found)
    elif _DOCUMENT.search(url):
        field = f"files[{len(record.files)}]"
        _add(out, version, File(stated.take(f"{field}.url"), access=access), field, of_work=of_work)
        return
    else:
        _link(out, stated, "landing")
    _about_work(out, version, of_work=of_work)


def _add(out: Output, version: Cursor, made: File, field: str, *, of_work: bool) -> None:
    kind = version.one("versionType", "documentVersionType")
    made.version = rules()["versions"].get(out.tail(kind), "")
    if made.version:
        kind.use_all(f"{field}.version")
    made.embargo_end = version.one("embargoPeriod/endDate", "embargoEndDate", "embargoDate").date(f"{field}.embargo_end")
    _use_access(out, version, f"{field}.access")
    out.draft.mark(field, version)
    out.record.files.append(made)
    address, words = _licence(out, version)
    if address:
        made.licence = address
        for stated in (version.one(*_LICENCE), version.one("userDefinedLicense")):
            stated.use_all(f"{field}.licence")
        if made.version == "VoR" and address not in out.record.licences:
            out.record.licences.append(address)
            out.draft.mark(f"licences[{len(out.record.licences) - 1}]", version.one(*_LICENCE))
    elif words and of_work:
        _licence_of_work(out, version)


def _link(out: Output, stated: Cursor, kind: str) -> None:
    record = out.record
    field = f"links[{len(record.links)}]"
    if out.new("link", stated.text):
        record.links.append(Link(stated.text, kind))
    stated.use(field)


def links(out: Output) -> None:
    """Additional links: those of services give identifiers, all others are addresses of something else."""
    record = out.record
    for one in out.items(out.root, "additionalLinks", "links"):
        stated, kind = one.one("url"), one.one("linkType")
        tail = out.tail(kind)
        if not stated.text:
            continue
        found = identifiers.from_url(stated.text)
        if found is not None and (out.has(found) or found.scheme in ("scopus-eid", "pmid", "pmcid", "handle")):
            stated.use(f"identifiers[{len(record.identifiers)}]")
            out.identifier(found)
            if found.scheme == "scopus-eid" and tail not in rules()["links"]["skip"]:
                _link(out, stated, "see-also")
            kind.use_all("links")
            for said in out.texts(one, "description"):
                said.at.use("links")
        else:
            code = record.type == "software" and identifiers.is_repository(stated.text)
            _link(out, stated, "repository" if code else "see-also")
            out.keep_term(kind)
