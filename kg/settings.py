"""Settings: what the user decided, from flags, environment, kg.toml and defaults.

Design: one table, KEYS, names every setting with its kind, default and one line of help; the file's check, the environment's names,
`kg config show` and the commented kg.toml of `kg init` all come from it. Precedence: flags, then KG_* variables, then the nearest
kg.toml upwards (or [tool.kg] of a pyproject.toml), then the defaults; `origins` tells for each key which one won. An unknown key or a
wrong value is a ConfigError with file, line and the nearest known name. Secrets never stand here: an endpoint names the variable that
holds its password. Stages are handed the values they need, never the whole.
"""

from __future__ import annotations

import codecs
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kg import terms
from kg.errors import SEVERITIES, ConfigError, Severity

#: Used where no base was set; push refuses exactly this one.
DEFAULT_BASE = "https://example.org/"
ENV_PREFIX = "KG_"


class Key(NamedTuple):
    """A setting: `kind` is one of _CHECKS; `choices` only for kind "choice"; `help` is one line for the user."""

    kind: str
    default: Any
    help: str
    choices: tuple[str, ...] = ()


KEYS: dict[str, Key] = {
    "base": Key("base", DEFAULT_BASE, "every IRI that is minted begins with it; it ends in /"),
    "page_url": Key("page", "", "address of a work's public page, with {key}; used by the web embedding"),
    "id_policy": Key("choice", "minted", "the work's own IRI: made from base, or its DOI where it has one", ("minted", "doi")),
    "schema_ns": Key("choice", "https", "schema.org terms as https or http IRIs", ("https", "http")),
    "date_published": Key("choice", "formal", "schema:datePublished is the formal or the first publication date", ("formal", "first")),
    "metadata_licence": Key("iri", "", "licence of the metadata itself, stated on every record node"),
    "spar": Key("flag", False, "add the SPAR (FaBiO and kin) types and properties"),
    "concepts": Key("choice", "plain", "concepts with rank and weight, as plain links, or not at all", ("full", "plain", "none")),
    "owl_sameas": Key("flag", False, "add owl:sameAs beside schema:sameAs for DOI, ORCID and ROR"),
    "skolem_lists": Key("flag", False, "list cells get IRIs instead of blank nodes"),
    "context_url": Key("iri", "", "address of the JSON-LD context; empty: the context stands inside the document"),
    "encoding": Key("encoding", "", "encoding of the input files; empty: by byte order mark, else UTF-8"),
    "columns": Key("file", "", "file that says what the columns of tables (CSV, TSV) mean; empty: by the columns' names"),
    "pure_hidden": Key("flag", False, "Elsevier Pure: also read what is confidential, not visible to everybody or not approved"),
    "validate.profiles": Key("list", ("core",), "the shape profiles to validate with"),
    "validate.fail_on": Key("choice", "violation", "validate ends with exit code 1 from this severity on", SEVERITIES),
    "limits.input_bytes": Key("count", 1_000_000_000_000, "the largest input, after decompression"),
    "limits.ratio": Key("count", 100, "the largest ratio of decompressed to compressed size, above 64 MB"),
}
ENDPOINT_KEYS: dict[str, Key] = {
    "url": Key("text", "", "the server or its one SPARQL address; query and update addresses are found by probing"),
    "query": Key("text", "", "address for queries"),
    "update": Key("text", "", "address for updates"),
    "user": Key("text", "", "user name"),
    "password_env": Key("text", "", "the environment variable that holds the password or token"),
    "auth": Key("choice", "basic", "how it is sent", ("basic", "digest", "bearer")),
    "profile": Key("text", "", "the kind of server: oxigraph, fuseki, virtuoso, or generic"),
    "insecure": Key("flag", False, "allow credentials over plain http to a host that is not this machine"),
}


class EndpointSettings(msgspec.Struct, frozen=True):
    """One [endpoint.NAME] table; its fields are ENDPOINT_KEYS."""

    name: str = ""
    url: str = ""
    query: str = ""
    update: str = ""
    user: str = ""
    password_env: str = ""
    auth: str = ""
    profile: str = ""
    insecure: bool = False


class Settings(msgspec.Struct, frozen=True):
    """All settings of a run.

    `origins` maps a key of KEYS to where its value comes from ("default", "kg.toml:3", "KG_BASE", "--base"); `file` is the file read or "".
    """

    base: str = DEFAULT_BASE
    page_url: str = ""
    id_policy: str = "minted"
    schema_ns: str = "https"
    date_published: str = "formal"
    metadata_licence: str = ""
    spar: bool = False
    concepts: str = "plain"
    owl_sameas: bool = False
    skolem_lists: bool = False
    context_url: str = ""
    encoding: str = ""
    columns: str = ""
    pure_hidden: bool = False
    profiles: tuple[str, ...] = ("core",)
    fail_on: Severity = "violation"
    input_bytes: int = 1_000_000_000_000
    ratio: int = 100
    endpoints: dict[str, EndpointSettings] = {}
    origins: dict[str, str] = {}
    file: str = ""

    @property
    def base_is_set(self) -> bool:
        """Whether the user chose a base; push refuses to publish under the default one."""
        return self.base != DEFAULT_BASE


def load(flags: Mapping[str, object], environ: Mapping[str, str], *, start: Path, file: Path | None = None) -> Settings:
    """The settings of a run.

    `flags`: key of KEYS -> value; None means that the flag was not given. `start` is the folder from which kg.toml is looked for
    upwards, unless `file` names it. Raises ConfigError.
    """
    values: dict[str, Any] = {name: key.default for name, key in KEYS.items()}
    origins = dict.fromkeys(KEYS, "default")
    endpoints: dict[str, EndpointSettings] = {}
    path = file or find(start)
    if path:
        found = _from_file(path)
        endpoints = found.endpoints
        values |= found.values
        origins |= found.origins
    for name, key in KEYS.items():
        variable = env_name(name)
        if environ.get(variable):
            values[name] = _check(name, key, _from_text(key, environ[variable], variable), variable)
            origins[name] = variable
    for name, value in flags.items():
        if value is not None:
            flag = "--" + name.rpartition(".")[2].replace("_", "-")
            values[name] = _check(name, KEYS[name], value, flag)
            origins[name] = flag
    fields = {name.rpartition(".")[2]: value for name, value in values.items()}
    return Settings(**fields, endpoints=endpoints, origins=origins, file=str(path or ""))


def find(start: Path) -> Path | None:
    """The nearest kg.toml from `start` upwards, or a pyproject.toml with [tool.kg]; None where there is none."""
    for folder in (start, *start.parents):
        if (folder / "kg.toml").is_file():
            return folder / "kg.toml"
        project = folder / "pyproject.toml"
        if project.is_file() and re.search(r"^\s*\[tool\.kg[.\]]", project.read_text("utf-8", errors="replace"), re.MULTILINE):
            return project
    return None


def env_name(key: str) -> str:
    """The environment variable of a key: "validate.fail_on" is KG_VALIDATE_FAIL_ON."""
    return ENV_PREFIX + key.replace(".", "_").upper()


def unknown_variables(environ: Mapping[str, str], known: Iterable[str] = ()) -> list[tuple[str, str]]:
    """KG_* variables that are no setting, sorted, each with the nearest known name or "". `known` are other names in use."""
    names = {env_name(key) for key in KEYS}
    odd = sorted(name for name in environ if name.startswith(ENV_PREFIX) and name not in names and name not in set(known))
    return [(name, next(iter(difflib.get_close_matches(name, names, 1, 0.8)), "")) for name in odd]


class _Found(NamedTuple):
    values: dict[str, Any]
    origins: dict[str, str]
    endpoints: dict[str, EndpointSettings]


def _from_file(path: Path) -> _Found:
    try:
        text = path.read_text("utf-8")
        document: dict[str, Any] = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigError(f"{path}: {reason}", hint="mend the file, or make a new one with: kg init") from error
    prefix = "tool.kg." if path.name == "pyproject.toml" else ""
    if prefix:
        document = document.get("tool", {}).get("kg", {})
    lines = _lines(text)
    found = _Found({}, {}, {})
    for name, value in document.items():
        if name == "endpoint":
            _read_endpoints(path, value, lines, prefix, found.endpoints)
        elif isinstance(value, dict) and any(key.startswith(name + ".") for key in KEYS):
            for inner, inner_value in value.items():
                _read_key(path, f"{name}.{inner}", inner_value, lines, prefix, found)
        else:
            _read_key(path, name, value, lines, prefix, found)
    return found


def _read_key(path: Path, name: str, value: object, lines: Mapping[str, int], prefix: str, found: _Found) -> None:
    where = _where(path, lines, prefix + name)
    if name not in KEYS:
        raise _unknown(where, name, [*KEYS, "endpoint"])
    found.values[name] = _check(name, KEYS[name], value, where)
    if KEYS[name].kind == "file" and value:
        # a path in a file is one from the file's folder
        found.values[name] = str(path.parent / found.values[name])
    found.origins[name] = where


def _read_endpoints(path: Path, tables: object, lines: Mapping[str, int], prefix: str, into: dict[str, EndpointSettings]) -> None:
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise ConfigError(f"{_where(path, lines, prefix + 'endpoint')}: endpoint is a table of tables", hint="write [endpoint.NAME]")
    for endpoint, table in tables.items():
        values: dict[str, Any] = {}
        for name, value in table.items():
            where = _where(path, lines, f"{prefix}endpoint.{endpoint}.{name}")
            if name == "password":
                raise ConfigError(
                    f"{where}: a password may not stand in a file", hint='put it into a variable and write password_env = "NAME"'
                )
            if name not in ENDPOINT_KEYS:
                raise _unknown(where, name, ENDPOINT_KEYS)
            if isinstance(value, str) and re.match(r"[^/?#]*//[^/?#]*@", value):
                # the message must not repeat the address: it may hold a password
                raise ConfigError(f"{where}: an address may hold no user or password", hint="write user and password_env beside it")
            values[name] = _check(name, ENDPOINT_KEYS[name], value, where)
        into[endpoint] = EndpointSettings(name=endpoint, **values)


def _where(path: Path, lines: Mapping[str, int], name: str) -> str:
    line = lines.get(name) or next((number for key, number in lines.items() if key.startswith(name + ".")), 0)
    return f"{path}:{line}" if line else str(path)


def _unknown(where: str, name: str, known: Iterable[str]) -> ConfigError:
    near = difflib.get_close_matches(name, list(known), 1)
    hint = f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(known)
    return ConfigError(f"{where}: unknown key {name!r}", hint=hint)


_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"\s*([A-Za-z0-9_\-.\"']+(?:\s*\.\s*[A-Za-z0-9_\-\"']+)*)\s*=")


def _lines(text: str) -> dict[str, int]:
    """The 1-based line of each dotted key of a TOML text (bare and simply quoted keys; good enough to point at)."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = re.sub(r"[\s\"']", "", header[1]) + "."
        elif assignment := _ASSIGNMENT.match(line):
            name = re.sub(r"[\s\"']", "", assignment[1])
            found.setdefault(table + name, number)
            continue
        found.setdefault(table.rstrip("."), number)
    return found


def _from_text(key: Key, text: str, where: str) -> object:
    """The value of an environment variable, whose text knows no types."""
    if key.kind == "flag":
        words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
        if text.lower() not in words:
            raise ConfigError(f"{where}: {text!r} is not yes or no", hint="use true or false")
        return words[text.lower()]
    if key.kind == "list":
        return [part.strip() for part in text.split(",") if part.strip()]
    if key.kind == "count":
        return int(text) if text.isascii() and text.isdigit() else text
    return text


def _check(name: str, key: Key, value: object, where: str) -> object:
    """`value` in the form of its kind. Raises ConfigError that names `where`, the key and what is wanted."""
    wanted = ""
    if key.kind == "flag":
        wanted = "" if isinstance(value, bool) else "true or false"
    elif key.kind == "count":
        wanted = "" if isinstance(value, int) and not isinstance(value, bool) and value > 0 else "a whole number above 0"
    elif key.kind == "list":
        if isinstance(value, (list, tuple)) and value and all(isinstance(part, str) and part for part in value):
            return tuple(value)
        wanted = 'a list of names, as ["core"]'
    elif not isinstance(value, str):
        wanted = "a text in quotes"
    elif key.kind == "choice" and value not in key.choices:
        near = difflib.get_close_matches(value, key.choices, 1)
        wanted = "one of " + ", ".join(key.choices) + (f"; did you mean {near[0]!r}?" if near else "")
    elif key.kind == "iri":
        wanted = "" if not value or terms.is_iri(value) else "an absolute address, as https://…"
    elif key.kind == "encoding":
        wanted = "" if not value or _is_encoding(value) else "a name such as cp1252, latin-1 or utf-16-le"
    elif key.kind == "base":
        ok = terms.is_iri(value) and bool(re.fullmatch(r"https?://[^?#]+/", value))
        wanted = "" if ok else "an http or https address that ends in /"
    elif key.kind == "page":
        ok = not value or bool(value.count("{key}") == 1 and re.match("https?://", value) and terms.is_iri(value.replace("{key}", "k")))
        wanted = "" if ok else "an address with {key} in it, as https://portal.example.ac.uk/publications/{key}"
    if wanted:
        raise ConfigError(f"{where}: {name} = {value!r} will not do", hint=f"{name} is {wanted}")
    return value


def _is_encoding(name: str) -> bool:
    try:
        return "\0" not in name and codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False
