"""What the head of a file tells about its XML."""

from __future__ import annotations

import pytest

from kg.syntax import xml_kinds
from tests.deadline import ends


@pytest.mark.parametrize(
    ("head", "root"),
    [
        ("<?xml version='1.0'?>\n<!-- <no> --><a:r xmlns:a='u'><b>", "r"),
        ("\ufeff <!DOCTYPE x PUBLIC 'p' 'q' [<!ELEMENT n ANY>]><r/>", "r"),
        ("@article{<r>}", ""),
        ("<", ""),
        ("{}", ""),
        ("", ""),
    ],
)
def test_names_the_root_whatever_stands_before_it(head: str, root: str) -> None:
    assert xml_kinds.kind(head).root == root


def test_lists_namespaces_and_names() -> None:
    kind = xml_kinds.kind("<l xmlns='urn:a'><m:r xmlns:m=\"urn:b\"><s/")
    assert (kind.names, kind.spaces) == ({"l", "r", "s"}, {"urn:a", "urn:b"})


@pytest.mark.parametrize("text", ["<!--", "<?", "<!DOCTYPE [", "<a xmlns=", "< "])
def test_ends_on_any_head(text: str) -> None:
    with ends():
        xml_kinds.kind(text * 100_000)
