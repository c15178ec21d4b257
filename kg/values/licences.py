"""Licences as one canonical address each.

Design: only what names a licence and its version becomes an address; "CC BY" without a version is prose, since no version may be made up.
Creative Commons addresses lose www, "legalcode" and "deed"; well-known software and data licences get their SPDX address.
Sources: https://creativecommons.org/licenses/ ; https://spdx.org/licenses/
"""

from __future__ import annotations

import functools
import re

# what is longer is not remembered
_SHORT = 100
_CC_URL = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses|publicdomain)/([a-z+-]{2,12})/([0-9]\.[0-9])(?:/([a-z]{2,5}))?"
    r"(?:/(?:legalcode|deed)[a-z0-9._-]*)?/?",
    re.IGNORECASE,
)
_CC_NAME = re.compile(
    r"(?:creative commons|cc)[\s_:-]*(?:licen[cs]es?\s*)?"
    r"((?:by|attribution)(?:[\s_-]*(?:nc|non-?commercial|nd|no-?deriv(?:ative)?s?(?:\s?works)?|sa|share-?alike))*)"
    r"[\s_,-]*v?([1-4]\.[0-9])(?:[\s_-]*(?:international|generic|unported))?(?:[\s_-]*(?:public\s+)?licen[cs]e)?"
    r"(?:[\s_-]+([a-z]{2,3}))?\s*\.?",
    re.IGNORECASE,
)
_CC0 = re.compile(
    r"(?:cc|creative commons)[\s_-]*(?:0|zero)(?:[\s_-]*v?1\.0)?(?:[\s_-]*universal)?(?:[\s_-]*public domain dedication)?", re.IGNORECASE
)
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x1f]{3,2000}", re.IGNORECASE)
_SPDX_URL = re.compile(r"https?://(?:www\.)?spdx\.org/licenses/([A-Za-z0-9.+-]{2,60}?)(?:\.(?:html|json|jsonld|txt))?/?", re.IGNORECASE)
_ELEMENTS = (("by", r"by|attribution"), ("nc", r"nc|non-?commercial"), ("nd", r"nd|no-?deriv"), ("sa", r"sa|share-?alike"))

_SPDX_NAMES = (
    "0BSD AGPL-3.0-only AGPL-3.0-or-later Apache-2.0 Artistic-2.0 BSD-2-Clause BSD-3-Clause BSL-1.0 CECILL-2.1 EPL-1.0 EPL-2.0 "
    "EUPL-1.1 EUPL-1.2 GFDL-1.3-only GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later ISC LGPL-2.1-only LGPL-2.1-or-later "
    "LGPL-3.0-only LGPL-3.0-or-later MIT MPL-1.1 MPL-2.0 ODbL-1.0 ODC-By-1.0 OGL-UK-3.0 PDDL-1.0 Unlicense WTFPL Zlib etalab-2.0"
)
_SPDX_BY_NAME = {
    **{name.lower(): name for name in _SPDX_NAMES.split()},
    "mit license": "MIT",
    "apache license 2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "open database license 1.0": "ODbL-1.0",
    "the unlicense": "Unlicense",
}
#: the licences' own addresses, without scheme, www and ending; not those of the GNU licences, which do not say "only" or "or later"
_SPDX_BY_ADDRESS = {
    "apache.org/licenses/license-2.0": "Apache-2.0",
    "mozilla.org/mpl/2.0": "MPL-2.0",
    "mozilla.org/en-us/mpl/2.0": "MPL-2.0",
    "opendatacommons.org/licenses/by/1-0": "ODC-By-1.0",
    "opendatacommons.org/licenses/odbl/1-0": "ODbL-1.0",
    "opendatacommons.org/licenses/pddl/1-0": "PDDL-1.0",
    "opensource.org/licenses/apache-2.0": "Apache-2.0",
    "opensource.org/licenses/bsd-2-clause": "BSD-2-Clause",
    "opensource.org/licenses/bsd-3-clause": "BSD-3-Clause",
    "opensource.org/licenses/isc": "ISC",
    "opensource.org/licenses/mit": "MIT",
    "opensource.org/licenses/mpl-2.0": "MPL-2.0",
    "opensource.org/license/apache-2-0": "Apache-2.0",
    "opensource.org/license/mit": "MIT",
    "unlicense.org": "Unlicense",
}


def canonical(text: str) -> str:
    """The licence's address; another absolute address as it is; "" for prose.

    >>> canonical("CC BY-NC-ND 4.0"), canonical("http://www.creativecommons.org/licenses/by/3.0/nl/deed.en")
    ('https://creativecommons.org/licenses/by-nc-nd/4.0/', 'https://creativecommons.org/licenses/by/3.0/nl/')
    """
    return _known(text) if len(text) <= _SHORT else _canonical(text)


def _canonical(text: str) -> str:
    text = " ".join(text.split())
    if match := _CC_URL.fullmatch(text):
        parts = (match[1], match[2], match[3], match[4])
        return "https://creativecommons.org/" + "/".join(part.lower() for part in parts if part) + "/"
    if match := _SPDX_URL.fullmatch(text):
        return canonical(match[1]) or f"https://spdx.org/licenses/{match[1]}"
    if _URL.fullmatch(text):
        address = text.partition("://")[2].lower().removeprefix("www.").rstrip("/")
        known = _SPDX_BY_ADDRESS.get(re.sub(r"(?:\.html|\.txt|\.php)$", "", address), "")
        return f"https://spdx.org/licenses/{known}" if known else text
    if len(text) > 200:
        return ""
    if _CC0.fullmatch(text):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if match := _CC_NAME.fullmatch(text):
        return _creative_commons(match[1], match[2], match[3] or "")
    spdx = _SPDX_BY_NAME.get(text.lower(), "")
    return f"https://spdx.org/licenses/{spdx}" if spdx else ""


# there are few licences
_known = functools.lru_cache(maxsize=1024)(_canonical)


def _creative_commons(elements: str, version: str, jurisdiction: str) -> str:
    """The address for "BY-NC-ND", "Attribution NonCommercial" ...; elements in the order that the addresses have."""
    found = [code for code, pattern in _ELEMENTS if re.search(pattern, elements, re.IGNORECASE)]
    known = {"-".join(found)} & {"by", "by-nc", "by-nd", "by-sa", "by-nc-nd", "by-nc-sa"}
    tail = f"{jurisdiction.lower()}/" if jurisdiction else ""
    return f"https://creativecommons.org/licenses/{known.pop()}/{version}/{tail}" if known else ""
