"""What an entry of Pure's web services is: a work, another content, a change, an error, an empty answer, the description of a service.

Design: the CRUD API and XML name the kind (`systemName`, `typeDiscriminator`, the element); JSON of the READ API does not, so there the
family of the type's URI tells it, else the members that only one kind has.
"""

from __future__ import annotations

from kg.sources.pure_api_tree import View, rules

_ENVELOPE = ("count", "pageInformation", "resumptionToken", "moreChanges", "navigationLinks")


def kind_of(view: View) -> str:
    """What an entry is: a key of the table's `outputs` or `kinds`, or "change", "error", "description", "empty", ""."""
    root, table = view.root, rules()
    if root.one("swagger", "openapi"):
        return "description"
    if view.member(root, "changeType") or view.member(root, "familySystemName"):
        return "change"
    if root.attr("contentUuid") or root.one("concepts").attr("conceptUuid"):
        return "fingerprint"
    for word in (root.one("systemName").text.lower(), root.one("typeDiscriminator").text.lower(), root.name.lower()):
        if word in table["outputs"] or word in table["kinds"]:
            return word
    if root.name.lower() == "error" or (root.one("title") and root.one("code", "status") and root.one("description", "detail")):
        return "error"
    return _by_members(view)


def _by_members(view: View) -> str:
    """The kind of a JSON entry of the READ API, which does not name it: by the family of its type, else by its members."""
    root = view.root
    uri = root.one("type").attr("uri").text.lower()
    family = uri.removeprefix("/dk/atira/pure/").partition("/")[0] if uri.startswith("/dk/atira/pure/") else ""
    if family in rules()["outputs"] or family in rules()["kinds"]:
        return family
    if root.one("publicationStatuses") or (root.one("title/value") and root.attr("uuid")):
        return "researchoutput"
    if root.one("name/lastName"):
        return "person"
    if root.one("conceptId"):
        return "concept"
    if root.one("titles") and root.one("issns"):
        return "journal"
    if any(root.one(name) for name in _ENVELOPE):
        return "empty"
    return ""
