"""The rules of the mapping, one row each: what a record says, and what the graph then says and does not say.

A pattern is "subject predicate object" in prefixed names; "*" stands for anything, W for the work, R for its record node. Where a
subject or object is a node of the work's own, it stands as "W#name".
"""

from __future__ import annotations

import fnmatch
import re
from typing import Any

import pytest

from kg import terms
from kg.graph import triples
from kg.mapping import Mapper, Options
from kg.record import (
    Agent,
    Container,
    Contributor,
    Event,
    File,
    Grant,
    Host,
    Identifier,
    Link,
    Metric,
    Record,
    Relation,
    Series,
    Text,
)
from kg.sources import SOURCES
from kg.vocabulary import expand, shorten, vocabulary
from tests.mapping.samples import all_records

BASE = "https://data.example.org/"
DOI = "10.5555/abc"
ISBN = Identifier("isbn", "9783161484100")
ISSN = Identifier("issn", "0957-8765")
EISSN = Identifier("eissn", "1573-7888")


def lines(record: Record, **options: Any) -> list[str]:
    """The triples of the record's graph as "subject predicate object" in prefixed names."""
    described = Mapper(Options(base=BASE, **options)).forward(record).described
    home = f"{BASE}work/{described.key}"

    def short(term: str) -> str:
        part = terms.parse(term)
        if part.kind == "iri":
            name = "R" if part.value == f"{home}/about" else part.value.replace(home, "W", 1).replace(BASE, "")
            return shorten(name)
        if part.kind != "literal":
            return term
        datatype = shorten(part.datatype) if part.datatype not in ("", f"{terms.XSD}string") else ""
        return f'"{part.value}"' + (f"@{part.lang}" if part.lang else f"^^{datatype}" if datatype and not part.lang else "")

    return [" ".join(map(short, triple)) for triple in triples(described.graph)]


def person(name: str = "Ada Lovelace", **more: Any) -> Agent:
    given, _, family = name.rpartition(" ")
    return Agent(name, given=given, family=family, **more)


def organisation(name: str, **more: Any) -> Agent:
    return Agent(name, "organisation", **more)


def by(agent: Agent, role: str = "author", **more: Any) -> list[Contributor]:
    return [Contributor(agent, role, **more)]


def journal(*identifiers: Identifier) -> Container:
    return Container([Text("Journal of Water")], [Text("J. Water")], identifiers=list(identifiers))


ARTICLE = {"type": "journal-article"}

#: rule -> (fields of the record, patterns that some triple fits, patterns that none fits)
RULES: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    # ---- types ----
    "a poster in proceedings is one": (
        {"type": "poster", "host": Host([Text("Proc.")], type="proceedings")},
        ["W dcterms:type coar:c_6670"],
        ["W dcterms:type coar:c_18co"],
    ),
    "a poster of its own is none": ({"type": "poster"}, ["W dcterms:type coar:c_18co"], ["W dcterms:type coar:c_6670"]),
    "software with a repository is source code": (
        {"type": "software", "links": [Link("https://example.org/x.git", "repository")]},
        ["W rdf:type schema:SoftwareSourceCode", "W schema:codeRepository https://example.org/x.git"],
        ["W rdf:type schema:SoftwareApplication"],
    ),
    "software with a language is source code": (
        {"type": "software", "programming_languages": ["Python"]},
        ["W rdf:type schema:SoftwareSourceCode"],
        [],
    ),
    "other software is an application": ({"type": "software"}, ["W rdf:type schema:SoftwareApplication"], ["* schema:SoftwareSourceCode"]),
    "audiovisual is video": ({"type": "audiovisual", "medium": "DVD"}, ["W rdf:type schema:VideoObject"], []),
    "audiovisual is audio where the medium says so": (
        {"type": "audiovisual", "medium": "Audio CD"},
        ["W rdf:type schema:AudioObject", "W rdf:type bibo:AudioDocument", "W dcterms:type dcmit:Sound", "W dcterms:type coar:c_18cc"],
        ["* schema:VideoObject"],
    ),
    "a document is a bibliographic resource with two types": (
        ARTICLE,
        ["W rdf:type dcterms:BibliographicResource", "W dcterms:type dcmit:Text", "W dcterms:type coar:c_6501"],
        ['* "text"*'],
    ),
    "a review article is no review of an item": ({"type": "review-article"}, ["W rdf:type schema:ScholarlyArticle"], ["* schema:Review"]),
    "a book review reviews the book": (
        {"type": "book-review", "relations": [Relation("reviews", Identifier("doi", DOI))]},
        ["W rdf:type schema:Review", f"W schema:itemReviewed https://doi.org/{DOI}", f"W bibo:reviewOf https://doi.org/{DOI}"],
        [],
    ),
    "a letter to the editor is no bibo:Letter": ({"type": "letter"}, ["W rdf:type bibo:Article"], ["* bibo:Letter"]),
    "proceedings are a book": ({"type": "proceedings", "identifiers": [ISBN]}, ["W schema:isbn *", "W rdf:type schema:Book"], []),
    "a patent has inventors, number, country, owner, office and filing": (
        {
            "type": "patent",
            "number": "EP 1234567 B1",
            "country": "DE",
            "contributors": by(person(), "inventor") + by(organisation("ACME"), "assignee"),
            "institution": organisation("European Patent Office"),
            "submitted": "2010-01-02",
            "issued": "2012-03-04",
            "identifiers": [Identifier("ipc", "H01L 21/00"), Identifier("priority", "DE 1")],
        },
        [
            "W rdf:type schema:CreativeWork",
            "W rdf:type bibo:Patent",
            "W schema:author W#person-lovelace-ada",
            "W dcterms:creator W#person-lovelace-ada",
            "W relators:inv W#person-lovelace-ada",
            'W bibo:number "EP 1234567 B1"',
            'W#number schema:value "EP 1234567 B1"',
            "W schema:countryOfOrigin W#country",
            "W schema:copyrightHolder W#org-acme",
            "W dcterms:rightsHolder W#org-acme",
            "W relators:pth W#org-acme",
            "W bibo:issuer W#org-european-patent-office",
            'W dcterms:dateSubmitted "2010-01-02"^^xsd:date',
            'W dcterms:issued "2012-03-04"^^xsd:date',
            'W#id-ipc schema:value "H01L 21/00"',
            'W#id-priority schema:value "DE 1"',
        ],
        ["* schema:Patent", "W schema:creator *"],
    ),
    "a performance is an event": (
        {
            "type": "performance",
            "contributors": by(person()) + by(person("Paul Player"), "performer"),
            "abstracts": [Text("What it is.")],
            "event": Event(start="2012-06-01", end="2012-06-03", place="Rome"),
            "identifiers": [Identifier("doi", DOI)],
            "page_start": "1",
        },
        [
            "W rdf:type schema:Event",
            "W rdf:type bibo:Performance",
            'W schema:description "What it is."',
            "W schema:contributor W#person-lovelace-ada",
            "W dcterms:creator W#person-lovelace-ada",
            "W schema:performer W#person-player-paul",
            "W bibo:performer W#person-player-paul",
            'W schema:startDate "2012-06-01"^^xsd:date',
            'W dcterms:issued "2012-06-01"^^xsd:date',
            f'W dcterms:identifier "https://doi.org/{DOI}"^^xsd:anyURI',
            "W pro:isRelatedToRoleInTime W#contribution-1",
        ],
        ["W rdf:type dcterms:BibliographicResource", "W bibo:authorList *", "W bibo:doi *", "W schema:author *", "W schema:abstract *"],
    ),
    "an exhibition is an event of c4dm": (
        {"type": "exhibition"},
        ["W rdf:type schema:ExhibitionEvent", "W rdf:type event:Event"],
        ["* bibo:Document", "* dcterms:BibliographicResource"],
    ),
    "a special issue stands in its journal and has editors": (
        {"type": "special-issue", "container": journal(ISSN), "issue": "4", "contributors": by(person(), "editor")},
        [
            'W schema:issueNumber "4"',
            'W bibo:issue "4"',
            "W schema:editor *",
            "W bibo:editor *",
            "W dcterms:isPartOf journal/issn/0957-8765",
        ],
        ["W schema:author *", "W dcterms:creator *"],
    ),
    "an issue does not claim that what is in it is an article": (
        {"type": "special-issue", "relations": [Relation("has-part", Identifier("doi", DOI))]},
        [f"W schema:hasPart https://doi.org/{DOI}"],
        ["* dcterms:hasPart *"],
    ),
    "a volume of a set of books is a volume too": (
        {"type": "book", "volume": "2", "host": Host([Text("Work")], type="multivolume-book")},
        [
            "W rdf:type schema:Book",
            "W rdf:type schema:PublicationVolume",
            'W schema:volumeNumber "2"',
            'W bibo:volume "2"',
            "W#host rdf:type bibo:MultiVolumeBook",
            "W#host rdf:type schema:CreativeWorkSeries",
            "W dcterms:isPartOf W#host",
        ],
        [],
    ),
    "a volume of a book of its own is BIBO's": ({"type": "book", "volume": "2"}, ['W bibo:volume "2"'], ["* schema:PublicationVolume"]),
    # ---- degrees ----
    "a doctoral thesis has the degree phd": ({"type": "thesis-doctoral"}, ["W bibo:degree bibo:degrees/phd"], []),
    "a doctoral thesis for another degree has its text": (
        {"type": "thesis-doctoral", "degree": "EngD"},
        ['W schema:inSupportOf "EngD"'],
        ["W bibo:degree *"],
    ),
    "a master's thesis has a degree only where it is named": ({"type": "thesis-master", "degree": "MPhil"}, [], ["W bibo:degree *"]),
    "a master of science is named": ({"type": "thesis-master", "degree_kind": "ms"}, ["W bibo:degree bibo:degrees/ms"], []),
    "the grantor of a degree is not the publisher": (
        {"type": "thesis-doctoral", "institution": organisation("Uni"), "contributors": by(person(), "supervisor")},
        [
            "W schema:sourceOrganization W#org-uni",
            "W relators:dgg W#org-uni",
            "W bibo:issuer W#org-uni",
            "W schema:contributor W#person-lovelace-ada",
            "W relators:ths W#person-lovelace-ada",
        ],
        ["W dcterms:publisher *"],
    ),
    # ---- titles, text, language ----
    "a subtitle is a secondary title, not another one": (
        {"titles": [Text("A: b", "en")], "short_title": Text("A", "en"), "subtitles": [Text("b", "en")]},
        ['W schema:name "A: b"@en', 'W dcterms:title "A: b"@en', 'W schema:alternativeHeadline "b"@en', 'W bibo:shortTitle "A"@en'],
        ["W dcterms:alternative *", "W schema:headline *"],
    ),
    "a translated title is an alternative": (
        {"titles": [Text("Wasser", "de")], "other_titles": [Text("Water", "en")]},
        ['W schema:alternateName "Water"@en', 'W dcterms:alternative "Water"@en'],
        ['W schema:name "Water"@en', "* fabio:*"],
    ),
    "an abstract is written twice, not three times": (
        {"abstracts": [Text("x", "en")]},
        ['W schema:abstract "x"@en', 'W dcterms:abstract "x"@en'],
        ["W bibo:abstract *", "W schema:description *"],
    ),
    "a language is a tag and an IRI of the B codes": (
        {"languages": ["de"]},
        ['W schema:inLanguage "de"', 'W dc11:language "de"', "W dcterms:language lang:ger", "lang:ger rdf:type dcterms:LinguisticSystem"],
        ["* lang:deu"],
    ),
    "a language without a code of its own stays text": (
        {"languages": ["x-klingon"]},
        ['W dc11:language "x-klingon"'],
        ["W dcterms:language *"],
    ),
    "keywords stay apart": (
        {"keywords": [Text("a, b", "en"), Text("c", "en")]},
        ['W schema:keywords "a, b"@en', 'W dc11:subject "c"@en'],
        ['* "a, b, c"*', "W dcterms:subject *"],
    ),
    # ---- agents ----
    "an organisation that writes stands in the list": (
        {"contributors": by(organisation("The Group", members=[person()]))},
        ["W schema:author W#org-the-group", "W dcterms:creator W#org-the-group", "W#org-the-group schema:member W#person-lovelace-ada"],
        ["W schema:author W#person*", "W schema:creator *", "W bibo:contributorList *"],
    ),
    "an organisation that edits is a contributor": (
        {"type": "book", "contributors": by(organisation("Org"), "editor")},
        ["W schema:contributor W#org-org", "W bibo:editor W#org-org", "W dcterms:contributor W#org-org"],
        ["W schema:editor *"],
    ),
    "a suffix is no family name": (
        {"contributors": by(Agent("Martin King Jr.", given="Martin", family="King", suffix="Jr."))},
        ['* schema:familyName "King"', '* schema:honorificSuffix "Jr."', '* bibo:suffixName "Jr."', '* schema:name "Martin King Jr."'],
        ['* schema:familyName "*Jr*'],
    ),
    "an ORCID iD is the person's own IRI and no owl:sameAs": (
        {"contributors": by(person(identifiers=[Identifier("orcid", "0000-0002-1825-0097")]))},
        [
            "W schema:author person/orcid/0000-0002-1825-0097",
            "person/orcid/0000-0002-1825-0097 schema:sameAs https://orcid.org/0000-0002-1825-0097",
            "person/orcid/0000-0002-1825-0097 schema:identifier *",
        ],
        ["* owl:sameAs *"],
    ),
    "the editor edits the book, not the chapter": (
        {"type": "chapter", "host": Host([Text("B")], identifiers=[ISBN], contributors=by(person(), "editor"))},
        ["book/isbn/9783161484100 schema:editor *", "book/isbn/9783161484100 bibo:editorList *"],
        ["W schema:editor *", "W bibo:editor *", "W schema:isbn *", "W bibo:isbn13 *"],
    ),
    "an illustrator of an article is a contributor": (
        {**ARTICLE, "contributors": by(person(), "illustrator")},
        ["W schema:contributor *", "W relators:ill *"],
        ["W schema:illustrator *"],
    ),
    "a translator has the current relator": (
        {**ARTICLE, "contributors": by(person(), "translator")},
        ["W schema:translator *", "W bibo:translator *", "W relators:trl *"],
        ["* http://www.loc.gov/loc.terms/*", "W schema:editor *"],
    ),
    "an interviewer is no bibo:interviewer": (
        {"contributors": by(person(), "interviewer")},
        ["W relators:ivr *"],
        ["* bibo:interviewer *"],
    ),
    "an affiliation belongs to the contribution": (
        {"contributors": by(person(), affiliations=[organisation("Uni")])},
        [
            "W#contribution-1 pro:relatesToOrganization W#org-uni",
            "W#contribution-1 pro:withRole pro:author",
            "W#contribution-1 kg:position *",
        ],
        ["* schema:affiliation *"],
    ),
    "order alone needs no contribution": ({"contributors": by(person())}, ["W bibo:authorList *"], ["* pro:*"]),
    # ---- container, numbers ----
    "schema.org climbs by issue and volume, Dublin Core by issue": (
        {**ARTICLE, "container": journal(ISSN), "volume": "023", "issue": "2-3"},
        [
            "W schema:isPartOf journal/issn/0957-8765/volume/23/issue/2-3",
            "journal/issn/0957-8765/volume/23/issue/2-3 schema:isPartOf journal/issn/0957-8765/volume/23",
            'journal/issn/0957-8765/volume/23 schema:volumeNumber "023"',
            "journal/issn/0957-8765/volume/23/issue/2-3 dcterms:isPartOf journal/issn/0957-8765",
            'journal/issn/0957-8765/volume/23/issue/2-3 bibo:issue "2-3"',
            'W bibo:volume "023"',
        ],
        ["W bibo:issue *", "W bibo:issn *", "W schema:issueNumber *", "journal/issn/0957-8765/volume/23 bibo:* *", "* dcterms:hasPart *"],
    ),
    "without an issue Dublin Core goes to the journal": (
        {**ARTICLE, "container": journal(ISSN), "volume": "1"},
        ["W schema:isPartOf journal/issn/0957-8765/volume/1", "W dcterms:isPartOf journal/issn/0957-8765"],
        [],
    ),
    "without a volume the issue is the year's": (
        {**ARTICLE, "container": journal(ISSN), "issue": "S1", "issued": "2012"},
        ["W schema:isPartOf journal/issn/0957-8765/2012/issue/s1"],
        ["* dcterms:issued *journal*", "journal/* dcterms:issued *"],
    ),
    "a journal has its names, numbers and DOI": (
        {**ARTICLE, "container": journal(ISSN, EISSN, Identifier("issn-l", "0957-8765"), Identifier("doi", "10.5555/j"))},
        [
            'journal/issn/0957-8765 schema:name "Journal of Water"',
            'journal/issn/0957-8765 dcterms:alternative "J. Water"',
            'journal/issn/0957-8765 bibo:issn "0957-8765"',
            'journal/issn/0957-8765 bibo:eissn "1573-7888"',
            'journal/issn/0957-8765 dcterms:identifier "urn:ISSN:0957-8765"^^xsd:anyURI',
            "journal/issn/0957-8765 schema:sameAs https://portal.issn.org/resource/ISSN/0957-8765",
            'journal/issn/0957-8765 bibo:doi "10.5555/j"',
        ],
        ["* bibo:shortTitle *", "W bibo:doi *", "W schema:issn *", "* fabio:*", "* owl:sameAs *"],
    ),
    "an article number is a number and stands for pages": (
        {**ARTICLE, "article_number": "e7"},
        ['W#article-number schema:value "e7"', 'W bibo:number "e7"', 'W schema:pagination "e7"'],
        ["W bibo:issue *", "W bibo:pages *"],
    ),
    "a range of pages has two ends": (
        {**ARTICLE, "page_start": "xii", "page_end": "xx"},
        ['W schema:pageStart "xii"', 'W bibo:pageEnd "xx"'],
        ["W bibo:pages *", "W schema:pagination *"],
    ),
    "pages that are no range stay as they are": (
        {**ARTICLE, "pages": "1-3, 7"},
        ['W schema:pagination "1-3, 7"', 'W bibo:pages "1-3, 7"'],
        ["W bibo:pageStart *"],
    ),
    "the number of pages is schema.org's for books only": (
        {**ARTICLE, "num_pages": 20},
        ['W bibo:numPages "20"^^xsd:integer', 'W dcterms:extent "20 pages"@en'],
        ["W schema:numberOfPages *"],
    ),
    "a book has its number of pages": ({"type": "book", "num_pages": 20}, ['W schema:numberOfPages "20"^^xsd:integer'], []),
    "the first of several DOIs is the work's bibo:doi": (
        {"identifiers": [Identifier("doi", DOI), Identifier("doi", "10.5555/second")]},
        [
            f'W bibo:doi "{DOI}"',
            'W#id-doi-2 schema:value "10.5555/second"',
            'W dcterms:identifier "https://doi.org/10.5555/second"^^xsd:anyURI',
        ],
        ['W bibo:doi "10.5555/second"'],
    ),
    "a DOI is encoded the same wherever it is an address": (
        {"identifiers": [Identifier("doi", "10.5555/a<b>#c")]},
        [
            'W bibo:doi "10.5555/a<b>#c"',
            'W dcterms:identifier "https://doi.org/10.5555/a%3Cb%3E%23c"^^xsd:anyURI',
            "W schema:sameAs https://doi.org/10.5555/a%3Cb%3E%23c",
            "W#id-doi schema:url https://doi.org/10.5555/a%3Cb%3E%23c",
            "W#id-doi schema:propertyID *registry.identifiers.org/registry/doi*",
        ],
        ["* owl:sameAs *"],
    ),
    "an ISBN of a report is a property value": (
        {"type": "report", "identifiers": [ISBN]},
        [
            'W#id-isbn schema:value "9783161484100"',
            'W bibo:isbn13 "9783161484100"',
            'W dcterms:identifier "urn:ISBN:9783161484100"^^xsd:anyURI',
        ],
        ["W schema:isbn *"],
    ),
    "an ISWC of a composition has its own property": (
        {"type": "composition", "identifiers": [Identifier("iswc", "T-034.524.680-1")]},
        ['W schema:iswcCode "T-034.524.680-1"', 'W bibo:identifier "T-034.524.680-1"'],
        ["* schema:PropertyValue"],
    ),
    "an ISMN is no ISBN": (
        {"type": "composition", "identifiers": [Identifier("ismn", "9790260000438")]},
        ['W#id-ismn schema:name "ISMN"', 'W bibo:identifier "9790260000438"'],
        ["* schema:isbn *", "* bibo:isbn13 *"],
    ),
    "a trial is named by its registry": (
        {"identifiers": [Identifier("trial", "NCT00012345")]},
        ["W#id-trial schema:propertyID *registry/clinicaltrials*", "W#id-trial schema:url *", 'W bibo:identifier "NCT00012345"'],
        ["W schema:sameAs *"],
    ),
    "Handle, URN, PubMed": (
        {"identifiers": [Identifier("handle", "10919/99"), Identifier("urn", "urn:nbn:de:1"), Identifier("pmid", "12")]},
        [
            "W schema:sameAs https://hdl.handle.net/10919/99",
            'W bibo:handle "10919/99"',
            'W dcterms:identifier "urn:nbn:de:1"^^xsd:anyURI',
            'W bibo:pmid "12"',
            "W schema:sameAs https://pubmed.ncbi.nlm.nih.gov/12/",
        ],
        [],
    ),
    "a chapter has a number in its book, and the book one in its series": (
        {"type": "chapter", "chapter": "4", "host": Host([Text("B")]), "series": [Series([Text("S")], "9", [ISSN])]},
        [
            'W schema:position "4"',
            'W bibo:chapter "4"',
            "W#host schema:isPartOf series/issn/0957-8765",
            'W#host schema:position "9"',
            'W#host bibo:number "9"',
            "series/issn/0957-8765 rdf:type schema:BookSeries",
            'series/issn/0957-8765 schema:issn "0957-8765"',
        ],
        ["W schema:issn *", "W bibo:number *"],
    ),
    "an encyclopedia's entry has no bibo:chapter": (
        {"type": "reference-entry", "chapter": "4"},
        ['W schema:position "4"'],
        ["* bibo:chapter *"],
    ),
    "a report's own number comes before the series'": (
        {"type": "report", "number": "TR-7", "series": [Series([Text("S")], "9")]},
        ['W bibo:number "TR-7"', 'W schema:position "9"', "W#series rdf:type schema:CreativeWorkSeries", "W#series rdf:type bibo:Series"],
        ['W bibo:number "9"', "* schema:BookSeries"],
    ),
    "an edition of a book is a bookEdition": (
        {"type": "book", "edition": "2nd"},
        ['W schema:bookEdition "2nd"', 'W bibo:edition "2nd"'],
        [],
    ),
    "an edition of another work is its version": (
        {"type": "report", "edition": "2nd"},
        ['W schema:version "2nd"'],
        ["W schema:bookEdition *"],
    ),
    "a publisher has a place, the work a place of publication": (
        {"type": "book", "publisher": organisation("P", place="Berlin")},
        ["W dcterms:publisher W#org-p", "W schema:publisher W#org-p", "W#org-p schema:location *", 'W rdau:P60163 "Berlin"'],
        ["W schema:locationCreated *", "W bibo:issuer *", 'W dcterms:publisher "*'],
    ),
    "the publisher of a report issues it": (
        {"type": "report", "publisher": organisation("WHO")},
        ["W bibo:issuer W#org-who", "W dcterms:publisher W#org-who"],
        ["W schema:sourceOrganization *"],
    ),
    "the institution of a report issues it before the publisher": (
        {"type": "report", "publisher": organisation("Press"), "institution": organisation("WHO")},
        ["W bibo:issuer W#org-who", "W dcterms:publisher W#org-press"],
        ["W bibo:issuer W#org-press"],
    ),
    "an event points to the work": (
        {"type": "conference-paper", "event": Event([Text("C")], start="2012-06", organizers=[organisation("O")]), "issued": "2013"},
        [
            "W#event schema:workFeatured W",
            "W#event rdf:type schema:Event",
            "W#event rdf:type bibo:Conference",
            "W#event rdf:type bibo:Event",
            "W bibo:presentedAt W#event",
            "W dcterms:relation W#event",
            'W#event schema:startDate "2012-06"^^xsd:gYearMonth',
            "W#event bibo:organizer W#org-o",
        ],
        ["W schema:recordedAt *", "W bibo:organizer *", 'W#event * "2013"*'],
    ),
    # ---- dates, status, rights ----
    "the online date stands beside the formal one": (
        {"issued": "2012-12-31", "online": "2012-08"},
        [
            'W schema:datePublished "2012-12-31"^^xsd:date',
            'W dcterms:issued "2012-12-31"^^xsd:date',
            'W dcterms:available "2012-08"^^xsd:gYearMonth',
            'W#publication-online schema:startDate "2012-08"^^xsd:gYearMonth',
        ],
        ['* "2012-08-01"*', "* xsd:dateTime", "W dcterms:date *"],
    ),
    "only an online date is the date of publication": (
        {"online": "2012"},
        ['W dcterms:issued "2012"^^xsd:gYear', 'W schema:datePublished "2012"^^xsd:gYear', 'W dcterms:available "2012"^^xsd:gYear'],
        [],
    ),
    "an award is the date of a thesis that is not published": (
        {"type": "thesis-doctoral", "awarded": "2011-05-05"},
        ['W dcterms:issued "2011-05-05"^^xsd:date'],
        [],
    ),
    "an award is not the date of a published thesis": (
        {"type": "thesis-doctoral", "awarded": "2011-05-05", "issued": "2012"},
        ['W dcterms:issued "2012"^^xsd:gYear'],
        ['W dcterms:issued "2011-05-05"^^xsd:date'],
    ),
    "submitted, accepted, created, modified": (
        {"submitted": "2010", "accepted": "2011", "created": "2009", "modified": "2013"},
        ["W dcterms:dateSubmitted *", "W dcterms:dateAccepted *", "W schema:dateCreated *", "W dcterms:modified *"],
        ["W schema:dateSubmitted *", "W schema:dateAccepted *"],
    ),
    "in press is accepted for BIBO and told by PSO": (
        {"status": "in-press"},
        ["W bibo:status bstatus:accepted", "W#status-in-press pso:withStatus pso:in-press", 'W schema:creativeWorkStatus "In press"@en'],
        ["W bibo:status pso:*"],
    ),
    "a retracted work stays published": (
        {"titles": [Text("T")], "status": "retracted", "relations": [Relation("retracted-by", Identifier("doi", DOI))]},
        [
            "W bibo:status bstatus:published",
            'W schema:creativeWorkStatus "Retracted"@en',
            f"W schema:correction https://doi.org/{DOI}",
            f"W dcterms:isReferencedBy https://doi.org/{DOI}",
            "W#status-retracted pso:withStatus pso:retracted-from-publication",
            'W dcterms:title "T"',
        ],
        [],
    ),
    "peer review is a second status": (
        {"status": "published", "peer_reviewed": True},
        ["W bibo:status bstatus:published", "W bibo:status bstatus:peerReviewed"],
        [],
    ),
    "no word on peer review is no status": ({"status": "published"}, [], ["* bstatus:*eerReviewed"]),
    "a licence is an IRI, prose is rights": (
        {"licences": ["https://creativecommons.org/licenses/by/4.0/"], "rights": [Text("Subscription Only")]},
        [
            "W schema:license https://creativecommons.org/licenses/by/4.0/",
            "W dcterms:license https://creativecommons.org/licenses/by/4.0/",
            'W dc11:rights "Subscription Only"',
        ],
        ['W schema:license "*', 'W dcterms:rights "*'],
    ),
    "an embargo ends on the file": (
        {
            "access": "embargoed",
            "files": [File("https://example.org/f.pdf", media_type="application/pdf", size=9, version="AM", embargo_end="2014")],
        },
        [
            "W dcterms:accessRights http://purl.org/coar/access_right/c_f1cf",
            'W schema:isAccessibleForFree "false"^^xsd:boolean',
            "W schema:encoding W#file-1",
            "W dcterms:hasFormat W#file-1",
            "W#file-1 schema:contentUrl https://example.org/f.pdf",
            'W#file-1 schema:contentSize "9 B"',
            'W#file-1 dcterms:available "2014"^^xsd:gYear',
            "W#file-1 dcterms:type http://purl.org/coar/version/c_ab4af688f83e57aa",
        ],
        ["W dcterms:available *", "W schema:contentUrl *", "W schema:contentSize *", "W schema:version *"],
    ),
    "the file of a dataset is a download": (
        {"type": "dataset", "files": [File("https://example.org/f.csv")]},
        ["W schema:distribution W#file-1", "W#file-1 rdf:type schema:DataDownload"],
        ["W schema:encoding *"],
    ),
    "a grant has a number and a funder": (
        {"funding": [Grant(organisation("F"), "G-1"), Grant(organisation("Other"))], "funding_text": [Text("Paid by many.")]},
        [
            "W schema:funding W#grant-1",
            'W#grant-1 schema:identifier "G-1"',
            'W#grant-1 frapo:hasGrantNumber "G-1"',
            "W frapo:isFundedBy W#grant-1",
            "W schema:funder W#org-other",
            "W#org-f rdf:type schema:Organization",
            'W dcterms:description "Paid by many."',
        ],
        ["* schema:FundingAgency", 'W schema:funder "*'],
    ),
    "a grant of a funder with an identifier is shared": (
        {"funding": [Grant(organisation("F", identifiers=[Identifier("ror", "021nxhr62")]), "G/1")]},
        ["W schema:funding grant/021nxhr62/g_2f1", "grant/021nxhr62/g_2f1 schema:funder org/ror/021nxhr62"],
        [],
    ),
    # ---- relations, counts, record ----
    "a cited work is cited in three vocabularies": (
        {**ARTICLE, "relations": [Relation("cites", Identifier("doi", DOI)), Relation("cites", text="Smith 1999")]},
        [f"W {p} https://doi.org/{DOI}" for p in ("schema:citation", "bibo:cites", "dcterms:references")]
        + ['W schema:citation "Smith 1999"'],
        [],
    ),
    "a translation names its original": (
        {**ARTICLE, "relations": [Relation("translation-of", Identifier("doi", DOI))]},
        [f"W {p} https://doi.org/{DOI}" for p in ("schema:translationOfWork", "bibo:translationOf", "dcterms:isVersionOf")],
        [],
    ),
    "a preprint and its article are versions, never the same": (
        {"type": "preprint", "relations": [Relation("preprint-of", Identifier("doi", DOI))]},
        [f"W dcterms:isVersionOf https://doi.org/{DOI}"],
        ["W schema:sameAs *", "W bibo:* https:*"],
    ),
    "a supplement annotates nothing": (
        {"type": "dataset", "relations": [Relation("supplement-to", Identifier("doi", DOI))]},
        [f"W dcterms:relation https://doi.org/{DOI}"],
        ["* bibo:annotates *", "W schema:isBasedOn *"],
    ),
    "a correction is told in the notice's graph": (
        {"type": "correction", "relations": [Relation("corrects", Identifier("doi", DOI))]},
        [
            f"https://doi.org/{DOI} schema:correction W",
            f"W bibo:cites https://doi.org/{DOI}",
            f"W dcterms:references https://doi.org/{DOI}",
            f"https://doi.org/{DOI} rdf:type bibo:Document",
            f"https://doi.org/{DOI} rdf:type schema:CreativeWork",
        ],
        [],
    ),
    "a count of citations is no citation": (
        {"metrics": [Metric(126, "Scopus", "2024-01-02")]},
        [
            "W c4o:hasGlobalCitationFrequency W#citations-scopus",
            'W#citations-scopus c4o:hasGlobalCountValue "126"^^xsd:nonNegativeInteger',
            'W#citations-scopus c4o:hasGlobalCountDate "2024-01-02"^^xsd:date',
            "W#citations-scopus schema:measuredProperty bibo:citedBy",
            "W#citations-scopus c4o:hasGlobalCountSource source/scopus",
        ],
        ["W schema:citation *", "* schema:InteractionCounter"],
    ),
    "a count without a day has none": (
        {"metrics": [Metric(1, "Scopus")]},
        [],
        ["* c4o:hasGlobalCountDate *", "* schema:observationDate *"],
    ),
    "a formatted citation is no citation": (
        {"citations": [Text("Smith 1999.")]},
        ['W dcterms:bibliographicCitation "Smith 1999."'],
        ["W schema:citation *", "W schema:creditText *"],
    ),
    "other links are seen also": (
        {**ARTICLE, "links": [Link("https://example.org/x", "see-also"), Link("https://example.org/page")]},
        ["W rdfs:seeAlso https://example.org/x", 'W bibo:uri "https://example.org/page"^^xsd:anyURI'],
        ["W schema:sameAs *", "W schema:relatedLink *"],
    ),
    "a link of a web page is a related link": (
        {"type": "web-page", "links": [Link("https://example.org/x", "see-also")]},
        ["W schema:relatedLink https://example.org/x", "W rdfs:seeAlso https://example.org/x"],
        [],
    ),
    "the record is a document about the work": (
        {"derived_from": ["urn:x:1"], "record_modified": "2020"},
        ["R rdf:type foaf:Document", "R foaf:primaryTopic W", "R prov:wasDerivedFrom urn:x:1", 'R dcterms:modified "2020"^^xsd:gYear'],
        ["* http://www.w3.org/ns/dcat#CatalogRecord", "W dcterms:modified *"],
    ),
    "the record of a dataset is DCAT's": ({"type": "dataset"}, ["R rdf:type http://www.w3.org/ns/dcat#CatalogRecord"], []),
}


#: rule -> (format, its text, patterns that some triple fits, patterns that none fits)
READ: dict[str, tuple[str, str, list[str], list[str]]] = {
    "bibtex: a poster with a title of proceedings": (
        "bibtex",
        "@inproceedings{a, type={Poster}, title={T}, booktitle={Proc.}, year=2011}",
        ["W dcterms:type coar:c_6670", "W#host rdf:type bibo:Proceedings"],
        [],
    ),
    "bibtex: a master of arts is named": (
        "bibtex",
        "@mastersthesis{a, title={T}, type={M.A. thesis}, school={Uni}}",
        ["W bibo:degree bibo:degrees/ma", "W schema:sourceOrganization W#org-uni"],
        [],
    ),
    "bibtex: a master's thesis names no degree": (
        "bibtex",
        "@mastersthesis{a, title={T}, school={Uni}}",
        ["W dcterms:type coar:c_bdcc"],
        ["W bibo:degree *"],
    ),
    "bibtex: the repository of software": (
        "bibtex",
        "@software{a, title={T}, repository={https://example.org/x.git}}",
        ["W rdf:type schema:SoftwareSourceCode", "W schema:codeRepository https://example.org/x.git"],
        ["W schema:url *"],
    ),
    "bibtex: software at a page is an application": (
        "bibtex",
        "@software{a, title={T}, url={https://example.org/x}}",
        ["W rdf:type schema:SoftwareApplication", "W schema:url https://example.org/x"],
        [],
    ),
    "bibtex: the country of a patent": (
        "bibtex",
        "@patent{a, title={T}, author={B, A}, holder={{ACME}}, number={1}, type={patreqeu}, location={countryde}}",
        ['W#country schema:name "DE"', "W relators:pth W#org-acme", "W relators:inv W#person-b-a"],
        ["* rdau:P60163 *", '* "patreqeu"'],
    ),
    "pure-json: what Pure names by UUID has an IRI of its own": (
        "pure-json",
        '{"uuid": "4616a77a-085a-41f2-b39b-25ccae7f6519", "title": {"value": "T"}, "publicationStatuses": [], "totalScopusCitations": 7,'
        ' "type": {"uri": "/dk/atira/pure/researchoutput/researchoutputtypes/contributiontojournal/article"},'
        ' "journalAssociation": {"title": {"value": "J"}, "journal": {"uuid": "0f8fad5b-d9cb-469f-a165-70867728950e"}},'
        ' "event": {"uuid": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "name": {"text": [{"value": "E"}]}},'
        ' "personAssociations": [{"name": {"firstName": "A", "lastName": "B"},'
        ' "person": {"uuid": "16fd2706-8baf-433b-82eb-8c7fada847da"}}]}',
        [
            "W schema:author person/16fd2706-8baf-433b-82eb-8c7fada847da",
            "W dcterms:isPartOf journal/0f8fad5b-d9cb-469f-a165-70867728950e",
            "W bibo:presentedAt event/7c9e6679-7425-40de-944b-e07fc1f90ae7",
            'W#id-pure-uuid schema:value "4616a77a-085a-41f2-b39b-25ccae7f6519"',
            "R prov:wasDerivedFrom urn:uuid:4616a77a-085a-41f2-b39b-25ccae7f6519",
            'W#citations-scopus c4o:hasGlobalCountValue "7"^^*',
        ],
        ["W#event *", "* owl:sameAs *"],
    ),
    "bibtex: Pure's key is its UUID": (
        "bibtex",
        "@article{4616a77a085a41f2b39b25ccae7f6519, title={T}}",
        ['W#id-pure-uuid schema:value "4616a77a-085a-41f2-b39b-25ccae7f6519"'],
        ["* bibo:identifier *"],
    ),
    "bibtex: pages are expanded, a title is not split without evidence": (
        "bibtex",
        "@article{a, title={Main: sub}, journal={J}, pages={1119--38}, month=dec, year=2012}",
        ['W schema:pageEnd "1138"', 'W schema:name "Main: sub"', 'W dcterms:issued "2012-12"^^xsd:gYearMonth'],
        ["W schema:alternativeHeadline *", "W bibo:shortTitle *"],
    ),
    "bibtex: a single page starts and ends": ("bibtex", "@article{a, title={T}, pages={17}}", ['W bibo:pageEnd "17"'], []),
    "ris: Pure's T2 is a subtitle where JO names the journal": (
        "ris",
        "TY  - GEN\nT1  - Main\nT2  - the rest\nJO  - J\nJF  - J\nM3  - Article\nPY  - 2012/12//\nY1  - 2012/12//\nER  - ",
        [
            'W schema:name "Main: the rest"',
            'W bibo:shortTitle "Main"',
            "W rdf:type bibo:AcademicArticle",
            "W dcterms:isPartOf journal/title/j",
        ],
        ['* schema:name "the rest"'],
    ),
    "ris: a T2 that repeats JO is the journal": (
        "ris",
        "TY  - JOUR\nT1  - Main\nT2  - J\nJO  - J\nJF  - J\nM3  - Article\nPY  - 2012///\nY1  - 2012///\nER  - ",
        ['journal/title/j schema:name "J"', 'W dcterms:issued "2012"^^xsd:gYear'],
        ["W schema:alternativeHeadline *"],
    ),
    "ris: a number is told by its check digit, Scopus by its address": (
        "ris",
        "TY  - JOUR\nT1  - T\nJO  - J\nSN  - 0957-8765\nUR  - http://www.scopus.com/inward/record.url?scp=84867370425&partnerID=x\nER  - ",
        [
            'journal/issn/0957-8765 bibo:issn "0957-8765"',
            'W#id-scopus-eid schema:value "2-s2.0-84867370425"',
            "W rdfs:seeAlso http://www.scopus.com/inward/record.url[?]scp=84867370425&partnerID=x",
        ],
        ["W schema:sameAs *", "* bibo:isbn13 *"],
    ),
    "ris: a poster in proceedings": (
        "ris",
        "TY  - CPAPER\nTI  - T\nM3  - Poster\nT2  - Conf\nC3  - Proc.\nA2  - B, A\nSN  - 9783161484100\nER  - ",
        ["W dcterms:type coar:c_6670", "book/isbn/9783161484100 schema:editor *", 'W#event schema:name "Conf"'],
        ["W bibo:isbn13 *"],
    ),
    "ris: class and priority of a patent": (
        "ris",
        "TY  - PAT\nTI  - T\nAU  - B, A\nPB  - ACME\nCY  - DE\nET  - H01L\nOP  - EP 1\nSN  - DE 2\nER  - ",
        ['W#id-ipc schema:value "H01L"', 'W#id-priority schema:value "EP 1"', 'W bibo:number "DE 2"', 'W#country schema:name "DE"'],
        ["W schema:version *", "W bibo:edition *"],
    ),
    "csl: a poster in proceedings": (
        "csl-json",
        '[{"id": "a", "type": "graphic", "genre": "Poster", "title": "T", "container-title": "Proc."}]',
        ["W dcterms:type coar:c_6670", "W#host rdf:type bibo:Proceedings"],
        ["* bibo:Website"],
    ),
    "csl: the repository of software": (
        "csl-json",
        '[{"id": "a", "type": "software", "title": "T", "URL": "https://github.com/a/b"}]',
        ["W rdf:type schema:SoftwareSourceCode", "W schema:codeRepository https://github.com/a/b"],
        [],
    ),
    "csl: audio is told by the medium": (
        "csl-json",
        '[{"id": "a", "type": "motion_picture", "title": "T", "medium": "Audio CD"}]',
        ["W rdf:type schema:AudioObject"],
        ["* schema:VideoObject"],
    ),
    "csl: ISMN and ISWC in the note": (
        "csl-json",
        '[{"id": "a", "type": "musical_score", "title": "T", "note": "ISMN: 979-0-2600-0043-8\\nISWC: T-034.524.680-1"}]',
        ['W#id-ismn schema:value "979-0-2600-0043-8"', 'W schema:iswcCode "T-034.524.680-1"'],
        [],
    ),
    "csl: office and filing of a patent": (
        "csl-json",
        '[{"id": "a", "type": "patent", "authority": "EPO", "number": "EP 1 B1", "submitted": {"date-parts": [[2010, 1, 2]]}}]',
        ["W bibo:issuer W#org-epo", 'W dcterms:dateSubmitted "2010-01-02"^^xsd:date', 'W bibo:number "EP 1 B1"'],
        [],
    ),
    "pure: an EngD is a doctoral thesis without a degree of BIBO": (
        "pure-page",
        "A Title\n\nAda Lovelace\n\nResearch output: ThesisEngD Thesis\n\nOriginal languageEnglish\nPublication statusPublished - 2012\n",
        ["W dcterms:type coar:c_db06", 'W schema:inSupportOf "EngD Thesis"', "W bibo:status bstatus:published"],
        ["W bibo:degree *", "* bstatus:*eerReviewed"],
    ),
    "pure: a qualification names the degree": (
        "pure-page",
        "A Title\n\nAda Lovelace\n\nResearch output: ThesisDoctoral Thesis\n\nOriginal languageEnglish\nQualificationDoctor of Philosophy\n"
        "Award date4 Aug 2012\n\nAccess to Document\n10.1234/abcdLicence: CC BY 4.0\n",
        ["W bibo:degree bibo:degrees/phd", 'W bibo:doi "10.1234/abcd"', "W dcterms:license *", 'W dcterms:issued "2012-08-04"^^xsd:date'],
        [],
    ),
    "pure: ahead of print is published": (
        "pure-page",
        "A Title\n\nAda Lovelace\n\nResearch output: Contribution to journal › Article › peer-review\n\nOriginal languageEnglish\n"
        "JournalJ\nPublication statusE-pub ahead of print - 4 Aug 2012\n",
        [
            "W bibo:status bstatus:published",
            "W bibo:status bstatus:peerReviewed",
            'W dcterms:available "2012-08-04"^^xsd:date',
            'W dcterms:issued "2012-08-04"^^xsd:date',
        ],
        [],
    ),
    "crossref: print comes before online, several licences stand on the files": (
        "crossref",
        """{"DOI": "10.5555/a", "type": "journal-article", "title": ["T"], "published-print": {"date-parts": [[2012, 12]]},
        "published-online": {"date-parts": [[2012, 8, 4]]}, "link": [{"URL": "https://example.org/a.pdf", "content-type": "application/pdf",
        "content-version": "am"}], "license": [{"URL": "http://creativecommons.org/licenses/by/4.0/", "content-version": "vor"},
        {"URL": "http://creativecommons.org/licenses/by-nc/4.0/", "content-version": "am"}]}""",
        [
            'W dcterms:issued "2012-12"^^xsd:gYearMonth',
            'W dcterms:available "2012-08-04"^^xsd:date',
            "W dcterms:license https://creativecommons.org/licenses/by/4.0/",
            "W#file-1 dcterms:license https://creativecommons.org/licenses/by-nc/4.0/",
        ],
        ["W dcterms:license *by-nc*", "W schema:contentUrl *"],
    ),
}


@pytest.mark.parametrize("rule", READ)
def test_rule_of_reading(rule: str) -> None:
    name, text, there, absent = READ[rule]
    (reading,) = SOURCES[name].read(text.encode())
    assert reading.record is not None
    found = lines(reading.record)
    missing = [pattern for pattern in there if not any(fits(line, pattern) for line in found)]
    wrong = [line for pattern in absent for line in found if fits(line, pattern)]
    assert (missing, wrong) == ([], []), "\n".join(found)


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: str) -> None:
    fields, there, absent = RULES[rule]
    found = lines(Record(**fields))
    missing = [pattern for pattern in there if not any(fits(line, pattern) for line in found)]
    wrong = [line for pattern in absent for line in found if fits(line, pattern)]
    assert (missing, wrong) == ([], []), "\n".join(found)


def fits(line: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(line, pattern)


#: faults of other publishers of bibliographic RDF: what no line of ours fits (regular expressions over the lines of every type)
FAULTS = {
    "Crossref: a date with a time zone": r'"\d{4}[-\d]*(Z|[+-]\d\d:\d\d)"\^\^',
    "Crossref: owl:sameAs, and to a text": r" owl:sameAs ",
    "Crossref: a suffix as family name": r' (schema|foaf):familyName "(Jr|Sr|I+)\.?"',
    "Crossref: a publisher as text": r' (dcterms|schema):publisher "',
    "DataCite: files on the work": r"^W schema:(contentUrl|contentSize) ",
    "DataCite: keywords in one value": r'(schema:keywords|dc11:subject) ".*water.*soil',
    "DataCite, InvenioRDM: every contributor an editor": r"^W (schema|bibo):editor W#person-(translator|illustrator|supervisor)",
    "InvenioRDM: a language as three letters": r'schema:inLanguage "[a-z]{3}"',
    "InvenioRDM: dates of the record on the work": r'^W (dcterms|schema):\w+ "2020-01-01"',
    "SciGraph: a list as author": r"schema:author (_:|rdf:nil)",
    "SciGraph: a licence as text": r'(schema|dcterms):license "',
    "Zotero: a short title of a journal": r"^(journal|W#journal)\S* bibo:shortTitle ",
    "Zotero: the organizer of a document": r"^W bibo:organizer .*#org-(?!org-inc)",
    "Zotero: a status as text": r'bibo:status "',
    "Zotero: a date without a type": r'(dcterms:(issued|available|dateSubmitted|dateAccepted|created|modified)|schema:\w*Date\w*) "[^"]*"$',
    "DNB: the whole as text": r'isPartOf "',
    "DNB: a date as string": r'dcterms:\w+ "\d{4}[-\d]*"\^\^xsd:string',
    "lobid: two namespaces of schema.org": r"http://schema\.org/",
}


@pytest.fixture(scope="module")
def published() -> list[str]:
    return [line for record in all_records() for line in lines(record)]


@pytest.mark.parametrize("fault", FAULTS)
def test_does_not_repeat_a_fault_of(fault: str, published: list[str]) -> None:
    found = re.compile(FAULTS[fault])
    assert [line for line in published if found.search(line)] == []


def test_uses_no_class_and_no_property_that_its_vocabulary_does_not_define(published: list[str]) -> None:
    """BookChapter, periodical, predecessor_of, numberOfVolumes: names that others publish."""
    known, guarded = vocabulary(), ("schema:", "bibo:", "dcterms:", "fabio:", "pro:", "pso:", "c4o:")
    used = {line.split(" ", 2)[1] for line in published if not line.startswith("_:")}
    classes = {line.rpartition(" ")[2] for line in published if " rdf:type " in line}
    assert {name for name in used if name.startswith(guarded) and expand(name) not in known.properties} == set()
    assert {name for name in classes if name.startswith(guarded) and expand(name) not in known.classes} == set()


def test_owl_same_as_names_the_same_entity_only() -> None:
    """With the option: DOI, ORCID, ROR; never the page of another authority."""
    agent = person(
        identifiers=[Identifier("orcid", "0000-0002-1825-0097"), Identifier("gnd", "118529579"), Identifier("wikidata", "Q7259")]
    )
    record = Record(identifiers=[Identifier("doi", DOI), Identifier("pmid", "12")], contributors=by(agent))
    found = {line.rpartition(" ")[2] for line in lines(record, owl_sameas=True) if " owl:sameAs " in line}
    assert found == {f"https://doi.org/{DOI}", "https://orcid.org/0000-0002-1825-0097"}


def test_spar_adds_fabio_and_nothing_else() -> None:
    record = Record(
        type="journal-article",
        titles=[Text("Wasser", "de")],
        other_titles=[Text("Water", "en"), Text("Nass", "de")],
        identifiers=[Identifier("pmcid", "PMC12")],
        container=journal(Identifier("issn-l", "0957-8765")),
    )
    added = set(lines(record, spar=True)) - set(lines(record))
    assert added == {
        "W rdf:type fabio:JournalArticle",
        'W fabio:hasTranslatedTitle "Water"@en',
        'W fabio:hasPubMedCentralId "PMC12"',
        'journal/issn/0957-8765 fabio:hasIssnL "0957-8765"',
    }


def test_many_contributors_with_affiliations_take_linear_time() -> None:
    """Positions are counted once, not for each contributor."""
    people = [Contributor(person(f"A{n} B{n}"), affiliations=[organisation(f"U{n % 50}")]) for n in range(4_000)]
    found = lines(Record(contributors=people))
    assert 'W#contribution-4000 kg:position "4000"^^xsd:integer' in found
