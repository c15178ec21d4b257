"""`kg explain`: a record from its source to its triples, or what a code, a shape, a term or a field means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from kg import inputs
from kg.cli import explain_text as layout
from kg.cli import group, options
from kg.cli.findings import json_of, print_json
from kg.cli.group import option
from kg.errors import UsageError
from kg.joins import Joins
from kg.packing import Caps

EXAMPLES = [
    ("kg explain page.txt", "each field of the record: its place in the file, its text, its triples and their rules"),
    ("kg explain refs.bib --record knuth1984", "one record of several, by number, key, label or DOI"),
    ("kg explain page.txt --triple schema:pageStart", "the other way round: where a triple comes from, or why there is none"),
    ("kg explain schema:pageStart", "what a term means for us, which rows write it, which shapes check it"),
    ("kg explain KG-S001", "what a finding means and how to mend it; a shape's name will do"),
    ("kg explain page_start", "what becomes of a field of the record"),
]
FORMS = ("text", "json")


@group.command("explain", examples=EXAMPLES)
@click.argument("thing", metavar="THING", default="")
@option("--record", metavar="NAME", heading=options.READING, help="Which record of the file: its number, key, label or DOI.")
@option(
    "--triple",
    metavar="TRIPLE",
    heading=options.READING,
    help="Tell where a triple comes from: a predicate, a subject and a predicate, a whole triple, a class or a text.",
)
@option("--from", "from_format", metavar="FORMAT", heading=options.READING, help="Format of the file (see: kg formats); else recognised.")
@option("--encoding", metavar="NAME", heading=options.READING, help="Encoding of the file, as cp1252; else by byte order mark, or UTF-8.")
@options.columns
@options.mapping
@options.profiles
@option(
    "--format", "form", type=click.Choice(FORMS), default="text", show_default=True, heading=options.REPORTING, help="Form of the answer."
)
@option("--json", "as_json", is_flag=True, heading=options.REPORTING, help="Short for --format json.")
@options.quiet
@options.configuration
def command(
    thing: str,
    record: str | None,
    triple: str | None,
    form: str,
    as_json: bool,
    from_format: str | None,
    profiles: tuple[str, ...],
    config_file: Path | None,
    **given: Any,
) -> None:
    """Tell where each triple of a record comes from, or what a code, shape, term or field means.

    THING is a file (- for standard input), a diagnostic code, a shape, a term or a field, tried in this order.
    """
    as_json = as_json or form == "json"
    name = thing or options.names(())[0]
    if name == "-" or Path(name).is_file():
        from kg.cli.run import settings_of

        settings = settings_of(given, config_file, profiles)
        caps = Caps(settings.input_bytes, settings.ratio)
        columns = inputs.columns_of(settings.columns)
        found = inputs.read([name], format=from_format or "", encoding=settings.encoding, caps=caps, columns=columns)
        joins = Joins([name], format=from_format or "", encoding=settings.encoding, caps=caps, hidden=settings.pure_hidden)
        _record(joins.join(found), settings, record or "", triple, as_json)
    elif Path(name).is_dir():
        raise UsageError(f"{name} is a folder", hint="name one of its files")
    elif record or triple is not None:
        raise UsageError(f"there is no file {name}", hint="--record and --triple ask about a record: name its file first")
    else:
        _name(name, as_json)


def _record(found: Any, settings: Any, wanted: str, triple: str | None, as_json: bool) -> None:
    from kg.explain import asked
    from kg.explain import record as explained

    subject = explained.choose(found, settings, wanted)
    if triple is not None:
        answer = asked.ask(subject, triple)
        if as_json:
            print_json({"kind": "triple", "file": subject.outcome.input.name, "key": subject.described.key, **msgspec.to_builtins(answer)})
        else:
            _echo(layout.answer(answer, layout.Names.of(subject), subject.outcome.input.name))
        return
    explanation = explained.explain(subject)
    if as_json:
        document = msgspec.to_builtins(explanation)
        print_json({"kind": "record", **document, "issues": [json_of(issue) for issue in explanation.issues]})
    else:
        _echo(layout.record(explanation))


def _name(name: str, as_json: bool) -> None:
    """Tell of a code, a shape, a term or a field. Raises UsageError with the nearest names where it is none of them."""
    from kg.explain import field, finding, term

    if (found := finding.finding(name)) is not None:
        if as_json:
            print_json({"kind": "finding", **msgspec.to_builtins(found)})
        else:
            _echo(layout.finding(found))
    elif term.is_term(name):
        meaning = term.meaning(name)
        if as_json:
            print_json({"kind": "term", **msgspec.to_builtins(meaning)})
        else:
            _echo(layout.term(meaning))
    elif (known := field.field(name)) is not None:
        if as_json:
            print_json({"kind": "field", **msgspec.to_builtins(known)})
        else:
            _echo(layout.field(known))
    else:
        raise _unknown(name)


def _unknown(name: str) -> UsageError:
    from kg.explain import field, finding, term

    if finding.is_code(name):
        near = finding.suggestions(name)
        return UsageError(f"there is no code {name}", hint=f"did you mean {near[0]}?" if near else "codes look like KG-R101")
    near = [*field.suggestions(name), *term.suggestions(name), *finding.suggestions(name)]
    hint = (
        f"did you mean {' or '.join(near[:3])}?"
        if near
        else "name a file, a code as KG-R101, a term as schema:name, or a field as page_start"
    )
    return UsageError(f"there is no file, code, shape, term or field {name}", hint=hint)


def _echo(lines: list[str]) -> None:
    click.echo("\n".join(lines))
