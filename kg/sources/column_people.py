"""Columns of people: names in their roles, and what stands in lists beside them (identifiers, affiliations, parts of names)."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.record import Agent, Contributor, Host, Identifier
from kg.sources.column_work import Pair, Work, folded
from kg.sources.columns import Column
from kg.sources.flat import Value
from kg.sources.ris_entry import table as ris
from kg.values import name_lists, names
from kg.values import text as texts

_BRACKET = re.compile(r"\[([^\[\]]{1,20000})\]\s*([^\[]*)")
_IN_BRACKETS = re.compile(r"(.[^(]*+)\((.+)\)", re.DOTALL)


def contributors(work: Work, pairs: list[Pair], tail: str) -> None:
    """Names in their roles, in the order of the columns."""
    for column, value in pairs:
        if tail == "host.contributors":
            _of_host(work, column, value)
            continue
        if column.form == "name (value)":
            _named(work, column, value)
            continue
        found = name_lists.parse(value.text, column.names, column.separator)
        if not found.agents:
            work.draft.keep(value)
            continue
        for agent in found.agents:
            add(work, column, value, agent)
        if found.others:
            work.draft.complain("R375", value, field="contributors")
        if found.guessed:
            work.draft.keep(value)
            work.draft.complain("R376", value, field="contributors", names="; ".join(agent.name for agent in found.agents))


def _of_host(work: Work, column: Column, value: Value) -> None:
    """The people of the book around the work; of a book itself they are its own."""
    for agent in name_lists.parse(value.text, column.names, column.separator).agents:
        if work.in_host:
            work.record.host = work.record.host or Host(type=work.host_type)
            work.draft.take(f"host.contributors[{len(work.record.host.contributors)}]", value)
            work.record.host.contributors.append(Contributor(agent=agent, role=column.role))
        elif work.new(column.role, (agent.family, agent.given[:1])):
            add(work, column, value, agent)
        else:
            work.draft.take("contributors", value)


def _named(work: Work, column: Column, value: Value) -> None:
    """Names with something in brackets behind each: an identifier where it is one, else an affiliation."""
    for part in parts(column, value.text):
        match = _IN_BRACKETS.fullmatch(part)
        found = add(work, column, value, name_lists.one(match[1].rstrip() if match else part, column.names))
        if match is not None and match[2].isdigit():
            where, at = found.agent.identifiers, "agent.identifiers"
            where.append(work.draft.identify("scopus-author", value, f"{work.path(found)}.{at}[{len(where)}]", match[2]))
        elif match is not None:
            _affiliate(work, found, value, match[2])


def add(work: Work, column: Column, value: Value, agent: Agent) -> Contributor:
    """Adds the agent in the column's role: an editor of a chapter or paper belongs to the book around it."""
    role = _role(work, column.role)
    record = work.record
    if role in ("host-editor", "editor") and work.in_host:
        record.host = record.host or Host(type=work.host_type)
        target, field, role = record.host.contributors, "host.contributors", "editor"
    else:
        role = "editor" if role == "host-editor" or (role == "series-editor" and not work.has_series) else role
        target, field = record.contributors, "contributors"
    known = work.people.get((field, role, agent.name))
    if known is not None and known[0] != value.name:
        # another column repeats the name; within one column two people may be called alike
        work.draft.take(work.path(known[1]), value)
        return known[1]
    contributor = Contributor(agent=agent, role=role)
    at = f"{field}[{len(target)}]"
    work.draft.take(at, value)
    work.register(contributor, at)
    work.people.setdefault((field, role, agent.name), (value.name, contributor))
    work.new(role, (agent.family, agent.given[:1]))
    target.append(contributor)
    return contributor


def _role(work: Work, role: str) -> str:
    """The role itself, or what a RIS tag for people means for this type."""
    if not role.isupper():
        return role
    return str({**ris()["roles"], **ris()["roles-by-type"].get(work.record.type, {})}.get(role) or "contributor")


def parts(column: Column, text: str) -> list[str]:
    """The values of a list: at the column's separators, else at semicolons, vertical bars or line ends."""
    listed = name_lists.literal(text)
    if listed is None:
        marks = column.separator or next(((mark,) for mark in (";", "|", "\n") if mark in text), ())
        # a comma in brackets belongs to the value: "cyst (diagnosis, surgery)"
        listed = re.split("|".join(r",(?![^()]{0,200}\))" if mark == "," else re.escape(mark) for mark in marks), text) if marks else [text]
    return [part.strip() for part in listed if part.strip()]


# ---- what stands beside the names ----------------------------------------------------------------------------------------------------


def name_parts(work: Work, pairs: list[Pair], tail: str) -> None:
    """Family names and given names in columns of their own."""
    if tail != "family":
        return
    for number, (column, value) in enumerate(pairs):
        given = work.groups.get("contributors.given", [])[number : number + 1]
        families = parts(column, value.text)
        firsts = parts(given[0][0], given[0][1].text) if given else []
        if given and len(firsts) != len(families):
            work.draft.keep(given[0][1])
            work.draft.complain("R373", given[0][1], field="contributors", count=len(firsts), names=len(families))
            firsts = []
        for place, family in enumerate(families):
            if firsts:
                work.draft.take(f"contributors[{len(work.record.contributors)}].agent.given", given[0][1])
            add(work, column, value, names.person(given=firsts[place] if firsts else "", family=family))


def identifiers(work: Work, pairs: list[Pair], tail: str) -> None:
    """Identifiers of the authors: a list as long as theirs, or each beside its name ("Smith, J/0000-0001-...")."""
    scheme = tail.rpartition(".")[2]

    def give(contributor: Contributor, value: Value, text: str) -> None:
        where = contributor.agent.identifiers
        found = work.draft.identify(scheme, value, f"{work.path(contributor)}.agent.identifiers[{len(where)}]", text)
        if found not in where and Identifier(found.scheme, found.value) not in where:
            where.append(found)

    _beside(work, pairs, give)


def affiliations(work: Work, pairs: list[Pair], tail: str) -> None:
    """Where the authors worked: a list as long as theirs, or beside their names in one of the data bases' forms."""
    del tail
    plain = [(column, value) for column, value in pairs if not column.form]
    for column, value in pairs:
        if column.form == "[names] value":
            _bracketed(work, value)
        elif column.form == "name, value":
            _leading(work, column, value, [part for _, other in plain for part in parts(column, other.text)])
    if not any(person.affiliations for person in work.record.contributors):
        _beside(work, [pair for pair in pairs if pair[0].form not in ("[names] value", "name, value")], _affiliator(work))
    for _, value in plain:
        if not work.draft.is_done(value):
            work.draft.take("contributors", value) if _all_named(work, value) else work.draft.keep(value)


def _all_named(work: Work, value: Value) -> bool:
    """Whether every affiliation in the value is already one of an author."""
    known = {folded(one.name) for person in work.record.contributors for one in person.affiliations}
    return all(folded(part) in known for part in value.text.split(";") if part.strip())


def _affiliator(work: Work) -> Callable[[Contributor, Value, str], None]:
    return lambda contributor, value, text: _affiliate(work, contributor, value, text)


def _affiliate(work: Work, contributor: Contributor, value: Value, text: str) -> None:
    name = texts.plain(text).strip(" .;,")
    if name and work.new("affiliation", (work.path(contributor), name)):
        work.draft.take(f"{work.path(contributor)}.affiliations[{len(contributor.affiliations)}]", value)
        contributor.affiliations.append(names.organisation(name))


def _beside(work: Work, pairs: list[Pair], give: Callable[[Contributor, Value, str], None]) -> None:
    """Gives each author the value that belongs to him; a list of another length is kept, since it does not say whose they are."""
    people = [person for person in work.record.contributors if person.role in ("author", "inventor", "composer", "artist")]
    for column, value in pairs:
        found = parts(column, value.text)
        if column.form in ("name/value", "name (value)"):
            for part in found:
                name, _, own = (
                    part.rpartition("/") if column.form == "name/value" else (part.rpartition(" (")[0], "", part.rpartition(" (")[2])
                )
                person = work.match(name)
                if person is None:
                    work.draft.keep(value, part)
                else:
                    give(person, value, own.removesuffix(")") if column.form == "name (value)" else own)
        elif len(people) == 1:
            for part in found:
                give(people[0], value, part)
        elif found and len(found) == len(people):
            for person, part in zip(people, found, strict=True):
                give(person, value, part)
        elif not column.fallback and found:
            kept = work.draft.keep(value)
            work.draft.complain("R373", value, field=kept, count=len(found), names=len(people))


def _bracketed(work: Work, value: Value) -> None:
    """ "[Smith, J.; Doe, K.] Univ X, City" (Web of Science); an address without names belongs to the only author there is."""
    people = work.record.contributors
    rest: list[str] = []
    for line in value.text.split("\n"):
        found = list(_BRACKET.finditer(line))
        if not found and len(people) == 1:
            _affiliate(work, people[0], value, line)
        elif not found and line.strip():
            rest.append(line)
        for one in found:
            known = [person for name in one[1].split(";") if (person := work.match(name)) is not None]
            for person in known:
                _affiliate(work, person, value, one[2])
            if not known:
                rest.append(one[0])
    if rest:
        work.draft.keep(value, "; ".join(rest))


def _leading(work: Work, column: Column, value: Value, known: list[str]) -> None:
    """ "Smith, J., Univ X, City" (Scopus): one part an author, his name before his affiliations, which are told apart by `known`."""
    people = work.record.contributors
    found = [part for part in parts(column, value.text) if part]
    if len(found) != len(people):
        kept = work.draft.keep(value)
        work.draft.complain("R373", value, field=kept, count=len(found), names=len(people))
        return
    work.draft.take("contributors", value)
    order = sorted({one for one in known if one}, key=len, reverse=True)[:1000]
    for person, part in zip(people, found, strict=True):
        words = [word.strip() for word in part.split(",")]
        named = 2 if len(words) > 2 and person.agent.kind == "person" and folded(words[0]) == folded(person.agent.family) else 1
        if named == 1 and folded(words[0]) not in folded(person.agent.name) and folded(person.agent.family) not in folded(words[0]):
            work.draft.keep(value, part)
            continue
        left = ", ".join(words[named:])
        while left:
            one = next((one for one in order if left.startswith(one) and left[len(one) : len(one) + 1] in ("", ",")), left)
            _affiliate(work, person, value, one)
            left = left[len(one) :].lstrip(", ")


def corresponding(work: Work, pairs: list[Pair], tail: str) -> None:
    """Whom to write to: the author whose name the value begins with; the address stays in rest."""
    del tail
    for _, value in pairs:
        head = re.split(r"(?:(?<!\s)\s++)?[(;]", value.text, maxsplit=1)[0]
        words = [word.strip() for word in head.split(",")]
        person = work.match(", ".join(words[:2])) or work.match(words[0])
        if person is not None:
            person.corresponding = True
            work.draft.take(f"{work.path(person)}.corresponding", value)
        work.draft.keep(value)
