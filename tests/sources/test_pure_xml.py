"""Pure's READ API as XML: the same records as its JSON, from the paths that only XML has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg.record import Concept, Identifier, Reading, Text
from kg.sources import pure_json, pure_xml
from tests.sources.pure_entries import OTHER, THIRD, UUID, author, kind, named, said, stage, thing, version

OUTPUT = f"""
<contributionToJournal pureId="85414559" uuid="{UUID}" externalId="85002158060" externalIdSource="Scopus">
  <title formatted="true">Rivers &amp;amp; lakes</title>
  <subTitle formatted="false">a survey</subTitle>
  <type pureId="4664" uri="/dk/atira/pure/researchoutput/researchoutputtypes/contributiontojournal/article">
    <term formatted="false"><text locale="en_GB">Article</text></term>
  </type>
  <peerReview>true</peerReview>
  <publicationStatuses>
    <publicationStatus current="false" pureId="1">
      <publicationStatus uri="/dk/atira/pure/researchoutput/status/epub"/>
      <publicationDate><year>2012</year><month>8</month><day>4</day></publicationDate>
    </publicationStatus>
    <publicationStatus pureId="2">
      <current>true</current>
      <publicationStatus uri="/dk/atira/pure/researchoutput/status/published"/>
      <publicationDate><year>2012</year><month>12</month><day>31</day></publicationDate>
    </publicationStatus>
  </publicationStatuses>
  <language uri="/dk/atira/pure/core/languages/en_GB"><term formatted="false"><text locale="en_GB">English</text></term></language>
  <translatedTitle formatted="false"><text locale="de_DE">Flüsse und Seen</text></translatedTitle>
  <personAssociations>
    <personAssociation pureId="3">
      <person uuid="{OTHER}">
        <link ref="content" href="https://pure.example.org/ws/api/524/persons/{OTHER}"/>
        <name formatted="false"><text>Ada Byron</text></name>
      </person>
      <name><firstName>A.</firstName><lastName>Byron</lastName></name>
      <personRole uri="/dk/atira/pure/researchoutput/roles/contributiontojournal/author"/>
      <organisationalUnits>
        <organisationalUnit uuid="{THIRD}"><name formatted="false"><text locale="en_GB">Physics</text></name></organisationalUnit>
      </organisationalUnits>
    </personAssociation>
  </personAssociations>
  <electronicVersions>
    <electronicVersion type="wsElectronicVersionDoiAssociation" pureId="4">
      <accessType uri="/dk/atira/pure/core/openaccesspermission/open"/>
      <versionType uri="/dk/atira/pure/researchoutput/electronicversion/versiontype/publishersversion"/>
      <visibleOnPortalDate>2020-03-28T12:00:00.000-0500</visibleOnPortalDate>
      <creator>someone</creator>
      <doi>https://doi.org/10.5555/RIVERS</doi>
    </electronicVersion>
  </electronicVersions>
  <keywordGroups>
    <keywordGroup pureId="5" logicalName="keywordContainers">
      <type uri="/dk/atira/pure/core/keywords"><term formatted="false"><text locale="en_GB">Keywords</text></term></type>
      <keywordContainers>
        <keywordContainer pureId="6">
          <freeKeywords>
            <freeKeyword pureId="7" locale="en_GB">
              <freeKeywords><freeKeyword>rivers</freeKeyword><freeKeyword>lakes</freeKeyword></freeKeywords>
            </freeKeyword>
          </freeKeywords>
        </keywordContainer>
      </keywordContainers>
    </keywordGroup>
    <keywordGroup logicalName="ASJCSubjectAreas">
      <type uri="/dk/atira/pure/subjectarea/asjc"/>
      <keywordContainers>
        <keywordContainer>
          <structuredKeyword pureId="8" uri="/dk/atira/pure/subjectarea/asjc/1900/1911">
            <term formatted="false"><text locale="en_GB">Economic Geology</text></term>
          </structuredKeyword>
        </keywordContainer>
      </keywordContainers>
    </keywordGroup>
  </keywordGroups>
  <abstract formatted="true"><text locale="en_GB">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</text></abstract>
  <journalAssociation pureId="9">
    <title>Journal of Rivers</title>
    <issn>0957-8765</issn>
    <journal uuid="{OTHER}"><name formatted="false"><text>Journal of Rivers</text></name></journal>
  </journalAssociation>
  <volume>23</volume>
  <journalNumber>4</journalNumber>
  <pages>1119-1138</pages>
  <publicationSeries>
    <publicationSerie pureId="10"><name>Deltas</name><no>5</no></publicationSerie>
  </publicationSeries>
  <renderings><rendering format="apa" locale="en_GB"><![CDATA[<p>Byron, A. <em>Rivers</em>.</p>]]></rendering></renderings>
  <totalScopusCitations>26</totalScopusCitations>
  <visibility key="FREE"><value formatted="false"><text locale="en_GB">Public</text></value></visibility>
  <workflow workflowStep="approved"><value formatted="false"><text locale="en_GB">Validated</text></value></workflow>
  <confidential>false</confidential>
  <info>
    <createdBy>root</createdBy>
    <modifiedDate>2022-10-22T04:43:27.043-0500</modifiedDate>
    <portalUrl>https://pure.example.org/en/publications/x</portalUrl>
    <prettyURLIdentifiers><prettyURLIdentifier>x</prettyURLIdentifier></prettyURLIdentifiers>
    <additionalExternalIds><id idSource="PubMed">27982610</id></additionalExternalIds>
    <previousUuids><previousUuid>{THIRD}</previousUuid></previousUuids>
  </info>
</contributionToJournal>
"""
ANSWER = "<result><count>1</count><pageInformation><offset>0</offset></pageInformation><items>{}</items></result>"


def readings(text: str, *, trace: bool = False) -> list[Reading]:
    return list(pure_xml.read(text.encode(), trace=trace))


def same_in_json() -> Reading:
    units = [thing(THIRD, "Physics")]
    journal = {"title": {"value": "Journal of Rivers"}, "issn": {"value": "0957-8765"}, "journal": thing(OTHER, "Journal of Rivers")}
    person: dict[str, Any] = {"uuid": OTHER, "name": {"formatted": False, "text": [{"value": "Ada Byron"}]}}
    groups = [
        {
            "logicalName": "keywordContainers",
            "keywordContainers": [{"freeKeywords": [{"locale": "en_GB", "freeKeywords": ["rivers", "lakes"]}]}],
        },
        {
            "logicalName": "ASJCSubjectAreas",
            "keywordContainers": [{"structuredKeyword": named("/dk/atira/pure/subjectarea/asjc/1900/1911", "Economic Geology")}],
        },
    ]
    entry = {
        "uuid": UUID,
        "externalId": "85002158060",
        "externalIdSource": "Scopus",
        "title": {"value": "Rivers &amp; lakes"},
        "subTitle": {"value": "a survey"},
        "type": kind("contributiontojournal/article", "Article"),
        "peerReview": True,
        "publicationStatuses": [stage("epub", 2012, 8, 4), stage("published", 2012, 12, 31, current=True)],
        "language": named("/dk/atira/pure/core/languages/en_GB", "English"),
        "translatedTitle": said(de_DE="Flüsse und Seen"),
        "personAssociations": [author("A.", "Byron", person=person, organisationalUnits=units)],
        "electronicVersions": [version(doi="https://doi.org/10.5555/RIVERS")],
        "keywordGroups": groups,
        "abstract": said(en_GB="<p>One.</p><p>Two.</p>"),
        "journalAssociation": journal,
        "volume": "23",
        "journalNumber": "4",
        "pages": "1119-1138",
        "publicationSeries": [{"name": {"value": "Deltas"}, "no": "5"}],
        "renderings": [{"format": "apa", "html": "<p>Byron, A. <em>Rivers</em>.</p>"}],
        "totalScopusCitations": 26,
        "info": {
            "modifiedDate": "2022-10-22T04:43:27.043-0500",
            "portalUrl": "https://pure.example.org/en/publications/x",
            "additionalExternalIds": [{"value": "27982610", "idSource": "PubMed"}],
            "previousUuids": [THIRD],
        },
    }
    (one,) = pure_json.read(json.dumps(entry).encode())
    return one


@pytest.mark.parametrize("text", [OUTPUT, ANSWER.format(OUTPUT)])
def test_xml_and_json_give_the_same_record(text: str) -> None:
    (found,), expected = readings(text), same_in_json()
    assert found.record is not None
    assert expected.record is not None
    assert found.issues == expected.issues == []
    found.record.origin = expected.record.origin
    assert found.record == expected.record
    assert found.record.rest == []


def test_nested_paths_of_keywords_are_followed() -> None:
    (found,) = readings(OUTPUT)
    assert found.record is not None
    assert found.record.keywords == [Text("rivers", "en-GB"), Text("lakes", "en-GB")]
    assert found.record.concepts == [Concept("asjc", Text("Economic Geology", "en"), notation="1911")]


def test_a_trace_changes_nothing_and_leads_to_the_element() -> None:
    (plain,), (traced,) = readings(ANSWER.format(OUTPUT)), readings(ANSWER.format(OUTPUT), trace=True)
    assert (plain.record, plain.issues) == (traced.record, traced.issues)
    assert traced.places is not None
    assert traced.places["volume"].pointer == "/result/items/contributionToJournal/volume"
    assert traced.places["volume"].line == 74


@pytest.mark.parametrize(
    ("element", "type"),
    [
        ("contributionToBookAnthology", "chapter"),
        ("bookAnthology", "book"),
        ("patent", "patent"),
        ("thesis", "thesis"),
        ("nonTextual", "other"),
        ("workingPaper", "working-paper"),
    ],
)
def test_element_gives_the_folder_of_a_local_type(element: str, type: str) -> None:
    (found,) = readings(ANSWER.format(f'<{element} uuid="{UUID}"><title>T</title><type uri="/our/own/kind"/></{element}>'))
    assert found.record is not None
    assert (found.record.type, [one.code for one in found.issues]) == (type, ["R247"])


def test_isbns_editors_and_files_stand_in_lists() -> None:
    inside = """<isbns><isbn>0306406152</isbn></isbns>
    <hostPublicationTitle>Book</hostPublicationTitle>
    <hostPublicationEditors><hostPublicationEditor><firstName>E</firstName><lastName>Itor</lastName></hostPublicationEditor></hostPublicationEditors>
    <electronicVersions><electronicVersion type="wsElectronicVersionFileAssociation">
      <file><fileName>a.pdf</fileName><mimeType>application/pdf</mimeType><size>12</size><fileURL>https://pure.example.org/a.pdf</fileURL></file>
    </electronicVersion></electronicVersions>"""
    text = f'<contributionToBookAnthology uuid="{UUID}"><title>T</title><type uri="/dk/x/contributiontobookanthology/chapter"/>{inside}'
    (found,) = readings(text + "</contributionToBookAnthology>")
    assert found.record is not None
    assert found.record.host is not None
    assert found.record.host.identifiers == [Identifier("isbn", "9780306406157")]
    assert [one.agent.name for one in found.record.host.contributors] == ["E Itor"]
    assert [(one.url, one.size) for one in found.record.files] == [("https://pure.example.org/a.pdf", 12)]
    assert found.record.rest == []


def test_fingerprint_beside_the_output_is_joined() -> None:
    prints = (
        f'<fingerprint uuid="{THIRD}" contentUuid="{UUID}"><concepts>'
        f'<concept uuid="{OTHER}"><rank>0.5</rank></concept></concepts></fingerprint>'
        f'<concept uuid="{OTHER}" conceptId="c"><name><text locale="en_GB">River</text></name></concept>'
    )
    first, second, third = readings(ANSWER.format(OUTPUT + prints))
    assert first.record is not None
    assert first.record.concepts[-1] == Concept("fingerprint", Text("River", "en"), id=OTHER, rank=1, weight="0.5")
    assert [one.issues[0].code for one in (second, third)] == ["R240", "R240"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (ANSWER.format(f'<person uuid="{OTHER}"><name><firstName>A</firstName><lastName>B</lastName></name></person>'), ["R256"]),
        (ANSWER.format(f'<organisationalUnit uuid="{OTHER}"><name><text>Physics</text></name></organisationalUnit>'), ["R256"]),
        (ANSWER.format("<somethingNew/><somethingElse/>"), ["R253", "R253"]),
        (ANSWER.format(""), ["R244"]),
        ("<result><count>0</count></result>", ["R244"]),
        ("<error><code>404</code><title>Not found</title><description>No such content</description></error>", ["R245"]),
        ("<html><body/></html>", ["R253"]),
        ("", ["R253"]),
        (ANSWER.format('<contentChange uuid="a" changeType="UPDATE" familySystemName="ResearchOutput"/>'), ["R241"]),
        (
            "<result><items><contentChange><uuid>a</uuid><changeType>DELETE</changeType><familySystemName>ResearchOutput</familySystemName>"
            "</contentChange></items></result>",
            ["R257"],
        ),
        (OUTPUT.replace('workflowStep="approved"', 'workflowStep="forApproval"'), ["R243"]),
        (OUTPUT.replace("<confidential>false", "<confidential>true"), ["R243"]),
        (OUTPUT.replace('key="FREE"', 'key="BACKEND"'), ["R243"]),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]>" + OUTPUT.strip(), ["R017"]),
        (OUTPUT[:600], ["R001"]),
    ],
)
def test_everything_else_is_told_for_what_it_is(text: str, codes: list[str]) -> None:
    found = readings(text)
    assert [one.code for reading in found for one in reading.issues] == codes
    assert all(one.record is None for one in found)


def test_broken_entry_does_not_take_the_next() -> None:
    found = readings(ANSWER.format("<thesis><title>T</wrong></thesis>" + OUTPUT))
    assert [one.record is not None for one in found] == [False, True]
