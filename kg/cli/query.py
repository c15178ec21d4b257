"""`kg query`: SPARQL, or a named question, against files, the embedded store or an endpoint."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import outputs
from kg.cli import group, options, targets
from kg.cli.group import option
from kg.errors import InputError, UsageError
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.query import NamedQuery, Target

EXAMPLES = [
    ("kg query --list", "the questions that come with kg, and those in queries/ beside kg.toml"),
    ("kg query outputs-by-year refs.bib --param from=2010", "a named question about records in any format"),
    ("kg query 'SELECT ?name { ?work schema:author/schema:name ?name }' graph.ttl --format csv", "SPARQL; the usual prefixes are declared"),
    ("kg query missing-doi --endpoint prod --format json", "ask an endpoint of kg.toml"),
]
ASKING = "Asking"


@group.command("query", examples=EXAMPLES)
@click.argument("question", metavar="QUERY", required=False)
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@option("--list", "as_list", is_flag=True, heading=ASKING, help="List the named questions and their parameters.")
@option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    heading=ASKING,
    help="Ask the embedded store in this folder.",
)
@option("--endpoint", metavar="NAME|URL", heading=ASKING, help="Ask an [endpoint.NAME] of kg.toml, or a server's address.")
@option("--param", "params", multiple=True, metavar="NAME=VALUE", heading=ASKING, help="A value for a parameter, also several.")
@option("--limit", type=click.IntRange(min=1), metavar="N", heading=ASKING, help="At most N rows or triples.")
@option("--timeout", type=click.FloatRange(min=0), default=0, metavar="S", heading=ASKING, help="Give up after so many seconds.")
@option("--allow-service", is_flag=True, heading=ASKING, help="Let the query call other endpoints (SERVICE).")
@option("--exit-status", is_flag=True, heading=ASKING, help="Exit code 1 where the answer to ASK is false.")
@option(
    "--from", "from_format", metavar="FORMAT", heading=options.READING, help="Format of the sources (see: kg formats); else recognised."
)
@option("--encoding", metavar="NAME", heading=options.READING, help="Encoding of the sources.")
@options.mapping
@option(
    "--format", "form", metavar="FORMAT", default="", heading=options.OUTPUT, help="table, csv, tsv, json, jsonl; nt or turtle for triples."
)
@options.writing
@options.quiet
@options.configuration
def command(
    question: str | None,
    sources: tuple[str, ...],
    as_list: bool,
    store: Path | None,
    endpoint: str | None,
    params: tuple[str, ...],
    limit: int | None,
    timeout: float,
    allow_service: bool,
    exit_status: bool,
    form: str,
    output: str,
    force: bool,
    config_file: Path | None,
    **given: Any,
) -> int:
    """Ask files, the embedded store or an endpoint in SPARQL.

    QUERY is the name of a question, a file, or the text of a query. SOURCE are files of any format that kg reads, bibliographic or RDF.
    """
    from kg import query
    from kg.cli.run import settings_of

    settings = settings_of(given, config_file)
    if as_list or question is None:
        _list()
        return 0
    asked = _question(question)
    values = _values(params)
    answer = query.run(
        _target(settings, sources, store, endpoint, given), asked, values, timeout=timeout, limit=limit or 0, allow_service=allow_service
    )
    with outputs.create(output, force=force, inputs=sources) as out:
        for piece in query.write(answer, form):
            out.write(piece.encode())
    if answer.truncated and not given["quiet"]:
        click.echo(f"kg: only the first {limit:,} are shown (--limit)", err=True)
    return 1 if exit_status and answer.form == "ASK" and not answer.truth else 0


def _own_queries() -> Path:
    return Path.cwd() / "queries"


def _list() -> None:
    from kg import query

    for name, row in query.named(_own_queries()).items():
        click.echo(f"{name:<22}{row.question}")
        for parameter in row.parameters:
            note = f" = {parameter.default}" if parameter.default else " (may be left out)" if parameter.optional else ""
            click.echo(f"{'':<22}  --param {parameter.name}: {parameter.type}{note}  {parameter.doc}")


def _question(text: str) -> NamedQuery:
    """The query of that name, in that file, or of that text."""
    from kg import query

    path = Path(text) if len(text) < 1000 and "\n" not in text else None
    if path is not None and path.is_file():
        try:
            return query.read(path.read_text("utf-8"), name=path.stem)
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: {error}", hint="a query is a text in UTF-8") from error
    if path is not None and path.suffix in (".rq", ".sparql"):
        raise InputError(f"{path}: there is no such file", hint="see: kg query --list")
    return query.find(text, _own_queries())


def _values(params: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise UsageError(f"--param {param} will not do", hint="write --param name=value")
        found[name] = value
    return found


def _target(settings: Settings, sources: tuple[str, ...], store: Path | None, endpoint: str | None, given: dict[str, Any]) -> Target:
    """Where to ask. Raises UsageError where not exactly one of sources, store and endpoint is named."""
    from kg import query

    if sum(map(bool, (sources, store, endpoint))) > 1:
        raise UsageError("sources, --store and --endpoint exclude each other", hint="ask one of them")
    if store is not None:
        return query.Stored(store)
    if endpoint is not None:
        return targets.find_endpoint(settings, endpoint)
    return query.documents(_documents(settings, options.names(sources), given))


def _documents(settings: Settings, sources: tuple[str, ...], given: dict[str, Any]) -> list[tuple[str, bytes]]:
    """RDF sources as they are; records mapped and written as N-Quads. Each with a name whose ending tells the format."""
    from kg import inputs, pipeline
    from kg.joins import Joins
    from kg.packing import Caps
    from kg.writers import ntriples

    found, citing = [], []
    caps = Caps(settings.input_bytes, settings.ratio)
    columns = inputs.columns_of(settings.columns)
    form = given["from_format"] or ""
    joins = Joins(sources, format=form, encoding=settings.encoding, caps=caps, hidden=settings.pure_hidden)
    for item in joins.join(inputs.read(sources, format=form, encoding=settings.encoding, caps=caps, columns=columns)):
        if item.format in inputs.RDF_FORMATS:
            found.append((item.name + inputs.RDF_FORMATS[item.format].endings[0], item.data))
        else:
            citing.append(item)
    buffer = io.BytesIO()
    described = [outcome.described for outcome in pipeline.run(citing, settings, validate=False) if outcome.described is not None]
    ntriples.write_quads(iter(described), buffer)
    if citing and len(described) == 0 and not given["quiet"]:
        click.echo("kg: warning: no record could be read; see: kg validate", err=True)
    return [*found, ("records.nq", buffer.getvalue())] if described else found
