"""One entry of Pure's web services: a research output becomes a Record, everything else is told for what it is.

Design: pure_json and pure_xml hand every entry to `fill`. `kind_of` says what it is: a research output, another content of Pure (person,
organisation, journal ...), a change, an error, an empty answer, the description of the service. An output that is not public (confidential,
visible in part of the world only, or not approved) is left out and told, never published by mistake; who wants it says so (`Known.hidden`).
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
from kg.sources.pure_api_kinds import kind_of
from kg.sources.pure_api_tree import View, rules
from kg.sources.tree import Cursor, Draft


def fill(draft: Draft, known: Known) -> None:
    """Fills the draft from its entry, or refuses it.

    Issues: R240 to R246 and R253 (no record), R247 to R252, R254, R255, R259, and those of dates, languages and identifiers.
    """
    view = View(draft)
    kind = kind_of(view)
    reason = hidden(view) if kind in rules()["outputs"] else ""
    if kind in rules()["outputs"] and (known.hidden or not reason):
        if reason:
            _keep_status(view)
        _fill(Output(draft, known), _folder(view))
        return
    draft.label = _label(view)
    if reason:
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
    _tell_unnamed(out)


def _tell_unnamed(out: Output) -> None:
    """The references without a name: each at its place where entries stand beside the outputs, so one more is missing; else all in one."""
    if out.known.joins:
        for at in out.unnamed:
            if out.new("unnamed", uuid := at.attr("uuid").text):
                kind = rules()["kinds"].get(at.one("systemName").text.lower(), {"name": f"what {at.path} leads to"})
                out.draft.complain("R259", at, value=uuid, kind=kind["name"])
    elif out.unnamed:
        paths = sorted({at.path.partition("[")[0].partition(".")[0].partition("/")[0] for at in out.unnamed})
        out.draft.complain("R249", out.unnamed[0], value=out.unnamed[0].attr("uuid").text, count=len(out.unnamed), where=", ".join(paths))


def _keep_status(view: View) -> None:
    """Of an output that is not public but read, why it is not stays in `rest`."""
    root = view.root
    step = root.one("workflow").attr("workflowStep") or root.one("workflow/step", "workflow")
    if view.is_true(root, "confidential"):
        root.one("confidential").keep()
    for one in (root.one("visibility").attr("key") or root.one("visibility"), step):
        one.keep()


def _folder(view: View) -> str:
    """The folder of types that the kind of the entry stands for."""
    known = rules()["outputs"]
    return str(known.get(view.root.one("typeDiscriminator").text.lower(), "") or known.get(view.root.name.lower(), ""))


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
    work = rules()["works"].get(family.lower())
    if work is None or not uuid:
        row = work or rules()["kinds"].get(family.lower(), {"name": family or "something that is not named"})
        view.draft.refuse("R242", kind=row["name"], change=change or "change", uuid=uuid or "without UUID")
    elif change == "delete":
        view.draft.refuse("R257", kind=work["name"], uuid=uuid)
    else:
        view.draft.refuse("R241", kind=work["name"], list=work["list"], change={"create": "created"}.get(change, "changed"), uuid=uuid)


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
