"""The kinds of servers: from the command's options to a harvest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import UsageError
from kg.harvest import crossref, datacite, oai, pure
from kg.harvest.fetch import Manners
from kg.harvest.journal import Frame, Journal
from kg.harvest.progress import Watch


class Job(NamedTuple):
    """A harvest that can be begun: its kind, what the state keeps of its request, the frame of its file, how it runs."""

    kind: str
    request: dict[str, Any]
    frame: Frame
    run: Callable[[Journal, Watch], None]

    def journal(self, path: Path, *, restart: bool) -> Journal:
        """The journal in `path`; see Journal for what it raises."""
        return Journal(path, self.kind, self.request, frame=self.frame, restart=restart)


def job(kind: str, url: str, options: Mapping[str, Any], manners: Manners) -> Job:
    """The harvest of `kind` at `url` ("": the service of that name). Raises UsageError where options do not fit together."""
    _check(kind, options)
    if kind != "oai" and ("?" in url or "#" in url):
        raise UsageError(f"{url.partition('?')[0]} is to be given without what follows the path", hint="use the options to ask for less")
    return _KINDS[kind](url, options, manners)


#: option -> its default, and the kinds that know it
_OWN: dict[str, tuple[object, tuple[str, ...]]] = {
    "until": ("", ("oai", "crossref", "datacite")),
    "metadata_prefix": ("oai_dc", ("oai",)),
    "sets": ((), ("oai",)),
    "filters": ((), ("crossref",)),
    "query": ("", ("crossref", "datacite")),
    "client_id": ("", ("datacite",)),
    "doi_prefix": ("", ("crossref", "datacite")),
    "resource": ("research-outputs", ("pure",)),
}
_FLAGS = {"sets": "set", "filters": "filter"}


def _check(kind: str, options: Mapping[str, Any]) -> None:
    for name, (default, kinds) in _OWN.items():
        if options[name] != default and kind not in kinds:
            raise UsageError(f"--{_FLAGS.get(name, name).replace('_', '-')} is for {', '.join(kinds)}, not for {kind}")


def _oai(url: str, options: Mapping[str, Any], manners: Manners) -> Job:
    if not url:
        raise UsageError("which server?", hint="give its base URL, as https://repository.example.ac.uk/oai")
    request = oai.Request(url, options["metadata_prefix"], tuple(options["sets"]), options["start"], options["until"])
    oai.check(request)
    return Job("oai", request.known_by(), oai.frame(request), lambda journal, watch: oai.harvest(request, journal, manners, watch))


def _pure(url: str, options: Mapping[str, Any], manners: Manners) -> Job:
    if not url:
        raise UsageError("which Pure?", hint="give the address of its API, as https://pure.example.ac.uk/ws/api")
    request = pure.Request(url, options["resource"], options["start"], options["rows"])
    pure.check(request)
    return Job("pure", request.known_by(), Frame(), lambda journal, watch: pure.harvest(request, journal, manners, watch))


def _crossref(url: str, options: Mapping[str, Any], manners: Manners) -> Job:
    filters, prefix = tuple(options["filters"]), options["doi_prefix"]
    request = crossref.Request(url or crossref.URL, options["query"], filters, prefix, options["start"], options["until"], options["rows"])
    crossref.check(request)
    return Job("crossref", request.known_by(), Frame(), lambda journal, watch: crossref.harvest(request, journal, manners, watch))


def _datacite(url: str, options: Mapping[str, Any], manners: Manners) -> Job:
    client, prefix = options["client_id"], options["doi_prefix"]
    request = datacite.Request(url or datacite.URL, options["query"], client, prefix, options["start"], options["until"], options["rows"])
    datacite.check(request)
    return Job("datacite", request.known_by(), Frame(), lambda journal, watch: datacite.harvest(request, journal, manners, watch))


_KINDS: dict[str, Callable[[str, Mapping[str, Any], Manners], Job]] = {
    "oai": _oai,
    "pure": _pure,
    "crossref": _crossref,
    "datacite": _datacite,
}
