"""Licences: one address each; no version is made up."""

import pytest

from kg.values import licences

CC = "https://creativecommons.org/"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("CC BY 4.0", CC + "licenses/by/4.0/"),
        ("CC-BY-4.0", CC + "licenses/by/4.0/"),
        ("cc_by_nc_nd 3.0", CC + "licenses/by-nc-nd/3.0/"),
        ("CC BY-NC-SA 4.0 International", CC + "licenses/by-nc-sa/4.0/"),
        ("CC-BY-3.0-AT", CC + "licenses/by/3.0/at/"),
        ("Creative Commons Attribution 4.0 International License", CC + "licenses/by/4.0/"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0", CC + "licenses/by-nc-nd/4.0/"),
        ("http://www.creativecommons.org/licenses/by/3.0/nl/deed.en", CC + "licenses/by/3.0/nl/"),
        ("https://creativecommons.org/licenses/by/4.0/legalcode", CC + "licenses/by/4.0/"),
        ("CC0", CC + "publicdomain/zero/1.0/"),
        ("CC0-1.0", CC + "publicdomain/zero/1.0/"),
        ("http://creativecommons.org/publicdomain/zero/1.0", CC + "publicdomain/zero/1.0/"),
        ("MIT", "https://spdx.org/licenses/MIT"),
        ("https://spdx.org/licenses/MIT.html", "https://spdx.org/licenses/MIT"),
        ("http://spdx.org/licenses/CC-BY-4.0.json", "https://creativecommons.org/licenses/by/4.0/"),
        ("https://spdx.org/licenses/CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://spdx.org/licenses/Beerware/", "https://spdx.org/licenses/Beerware"),
        ("apache-2.0", "https://spdx.org/licenses/Apache-2.0"),
        ("http://www.apache.org/licenses/LICENSE-2.0", "https://spdx.org/licenses/Apache-2.0"),
        ("https://www.apache.org/licenses/LICENSE-2.0.txt", "https://spdx.org/licenses/Apache-2.0"),
        ("https://opensource.org/licenses/MIT", "https://spdx.org/licenses/MIT"),
        ("http://opensource.org/licenses/bsd-3-clause/", "https://spdx.org/licenses/BSD-3-Clause"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "https://spdx.org/licenses/ODbL-1.0"),
        # neither "only" nor "or later"
        ("https://www.gnu.org/licenses/gpl-3.0.html", "https://www.gnu.org/licenses/gpl-3.0.html"),
        ("https://www.springer.com/tdm", "https://www.springer.com/tdm"),
    ],
)
def test_gives_one_address(text: str, address: str) -> None:
    assert licences.canonical(text) == address
    assert licences.canonical(address) == address


@pytest.mark.parametrize(
    "text", ["", "CC BY", "CC BY-ND-SA 4.0", "All rights reserved", "Unspecified", "javascript:alert(1)", "http://a b", "cc" * 10**5]
)
def test_leaves_prose_alone(text: str) -> None:
    assert licences.canonical(text) == ""
