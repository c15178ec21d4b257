"""One entry of Pure's web services: a research output becomes a Record, everything else is told for what it is.

Design: pure_json and pure_xml hand every entry to `fill`. `kind_of` says what it is: a research output, another content of Pure (person,
organisation, journal ...), a change, an error, an empty answer, the description of the service. An output that is not public (confidential,
visible in part of the world only, or not approved) is left out and told, never published by mistake.
Source: https://api.elsevierpure.com/ (CRUD API) and the swagger description of the READ API 5.24.
"""

from __future__ import annotations

from kg.errors import Place
from kg.issues import issue
from kg.record import Origin, Reading
from kg.sources import pure_api_agents as agents
from kg.sources import pure_api_subjects as subjects
from kg.sources import pure_api_venue as venue
from kg.sources import pure_api_versions as versions
from kg.sources import pure_api_work as work
from kg.sources.pure_api_entities import Known, Output
from kg.sources.pure_api_tree import View, rules
from kg.sources.tree import Cursor, Draft

_ENVELOPE = ("count", "pageInformation", "resumptionToken", "moreChanges", "navigationLinks")


def fill(draft: Draft, known: Known) -> None:
    """Fills the draft from its entry, or refuses it.

    Issues: R240 to R246 and R253 (no record), R247 to R252, R254, R255, and those of dates, languages and identifiers.
    """
    view = View(draft)
    kind = kind_of(view)
    if kind in rules()["outputs"] and not (reason := hidden(view)):
        _fill(Output(draft, known), _folder(view))
        return
    draft.label = _label(view)
    if kind in rules()["outputs"]:
        # no title of a confidential record in a log
        draft.label = view.root.attr("uuid").text or f"entry {draft.record.origin.ordinal + 1}"
        draft.refuse("R243", label=draft.label, reason=reason)
    else:
        _refuse(view, kind, joined=known.outputs)


def _fill(out: Output, folder: str) -> None:
    work.type_of(out, folder)
    work.language(out)
    work.identity(out)
    work.titles(out)
    work.texts(out)
    work.statuses(out)
    venue.venue(out)
    venue.thesis(out)
    work.specifics(out)
    agents.contributors(out)
    agents.units(out)
    versions.versions(out)
    versions.links(out)
    subjects.keywords(out)
    subjects.fingerprint(out, out.root.attr("uuid").text)
    subjects.metrics(out)
    subjects.citations(out)
    subjects.relations(out)
    if out.unnamed:
        paths = sorted({at.path.partition("[")[0].partition(".")[0].partition("/")[0] for at in out.unnamed})
        out.draft.complain("R249", out.unnamed[0], value=out.unnamed[0].attr("uuid").text, count=len(out.unnamed), where=", ".join(paths))


def _folder(view: View) -> str:
    """The folder of types that the kind of the entry stands for."""
    known = rules()["outputs"]
    return str(known.get(view.root.one("typeDiscriminator").text.lower(), "") or known.get(view.root.name.lower(), ""))


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


def hidden(view: View) -> str:
    """Why an output is not public, in words; "" where it is."""
    root, public = view.root, rules()["public"]
    visibility = root.one("visibility").attr("key") or root.one("visibility")
    step = root.one("workflow").attr("workflowStep") or root.one("workflow/step")
    if not step and not root.one("workflow").one("value", "description"):
        step = root.one("workflow")
    reasons = []
    if view.is_true(root, "confidential"):
        reasons.append("it is confidential")
    if visibility.text.lower() not in public["visibilities"]:
        reasons.append(f"its visibility is {visibility.text}")
    if step.text.lower() not in public["steps"]:
        reasons.append(f"its workflow step is {step.text}")
    return " and ".join(reasons)


def _refuse(view: View, kind: str, *, joined: bool) -> None:
    root, draft = view.root, view.draft
    if kind == "change":
        _refuse_change(view)
    elif kind == "error":
        words = root.one("title").text, root.one("description", "detail").text, root.one("code", "status").text
        draft.refuse("R245", text=": ".join(filter(None, words[:2])), number=words[2])
    elif kind == "description":
        draft.refuse("R246", title=root.one("info/title").text or "a web service")
    elif kind == "empty":
        draft.refuse("R244", count=root.one("count").text or "0")
    elif kind:
        row = rules()["kinds"][kind]
        draft.refuse("R240" if joined and row.get("joins") else "R256", label=_label(view), kind=row["name"])
    else:
        draft.refuse("R253")


def _refuse_change(view: View) -> None:
    root = view.root
    uuid, family, change = (view.member(root, name).text for name in ("uuid", "familySystemName", "changeType"))
    change = change.lower()
    if family.lower() != "researchoutput" or not uuid:
        row = rules()["kinds"].get(family.lower(), {"name": family or "something that is not named"})
        view.draft.refuse("R242", kind=row["name"], change=change or "change", uuid=uuid or "without UUID")
    elif change == "delete":
        view.draft.refuse("R257", uuid=uuid)
    else:
        view.draft.refuse("R241", change={"create": "created"}.get(change, "changed"), uuid=uuid)


def _label(view: View) -> str:
    root = view.root
    name: Cursor = view.word(root, "name")
    title = view.value(root, "title").text or view.word(root, "title").text or name.text
    title = title or root.one("titles/title", "titles/value").text
    person = " ".join(filter(None, (root.one("name/firstName").text, root.one("name/lastName").text)))
    uuid = root.attr("uuid").text or root.attr("contentUuid").text
    return person or title or uuid or f"entry {view.record.origin.ordinal + 1}"


def nothing(format: str, *, known: bool) -> Reading:
    """The reading of a file without any entry: an empty answer, or (not `known`) no answer of Pure at all."""
    place = Place(line=1, column=1)
    found = issue("R244", place=place, count="0") if known else issue("R253", place=place, label="the file")
    found.record = "entry 1"
    return Reading(Origin(line=1, format=format), label="entry 1", issues=[found])
