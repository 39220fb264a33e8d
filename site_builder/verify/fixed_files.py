"""The files that are the same at every publisher: context and schemas, which decide what a feed means.

For each file we list the SHA-256 of the content, whatever its layout, of every edition that this program has published.
"""

from __future__ import annotations

from collections.abc import Mapping

from site_builder.addresses import (
    CONSUMER_SCHEMA,
    CONTEXT,
    DECISION_SCHEMA,
    EDITION_2,
    REQUEST_SCHEMA,
    SCHEMA,
)
from site_builder.manifest import sha256
from site_builder.verify.canonical import UnreadError, json

_PUBLISHED: Mapping[str, tuple[str, ...]] = {
    CONTEXT: (
        "c84d8ba89e8d617f92648425970b18b4055d44e25e3c6b7e82708dd399194a7e",
        "fa9e1b1e7000ddca6fc3859be63807c751eac8f67d08eeeb13fd6155072b6aa7",
        "c5e23ce83b5dee1e8b8b10b3282d111c53653b0106caa94091e9888d4105fb7b",
        "a2f2c8ff0b12ed9c1fcef25ee7fc2592b0f7c52028b5b4830afc63766861e6ee",
        "9a626ff5da52d5d919acb6d1137a004ccb217c2e65f6dbadf27c9cc51a0124b8",
    ),
    SCHEMA: (
        "1ceffc12e560ae31630353050ca5ad65ce1a90f1a81b87fba5eb8eb25ac178f3",
        "1c9502f5e30a3e498287bc0e771a58803fb9907fd9b525b99ed38969d4548152",
        "34bfef581c51ed4164612d24318cd6060cb09030fe131e42ffe040d4de510167",
        "f399576764ba1320002fc8f6f25775e114e62cdf913c748b50193f15f1fdb2a6",
        "92dba7a93a647e398af93676a3024d7edcda23061e770036da98b5d5e1b0055e",
    ),
    CONSUMER_SCHEMA: (
        "cb83cc15ff81b57a43694a54c9fbeae7640330eb779e1b8615fc29b2154788fa",
        "b879ea9ceb79167bd2b27cb5daa0d6d89cfd9b54aa8a3dc65f5fed4860574569",
        "a6a1f5a6d5209b423cdf07b8f590df79085bbf7c334f2252d48622d2b56a2afd",
        "52c0b6b9ed12e233c0b0874ee5c01919709aebbf5ba000e9481d521668836e78",
        "99a34ead0327361a7930ed633e0137eda31580d7f664fc180429ac8c76b7de95",
    ),
    REQUEST_SCHEMA: (
        "8e0e4a64adc980a221d04b454a02488182298eab67243edcca846502cab823c7",
        "986b718c1996c81ba4ae7485807c921817abd4bda3b2c8821097b835802f6b9f",
        "0b916b1226ce709719fef16813e177c6fa3d016b04100790b6c70862b963b3e1",
    ),
    DECISION_SCHEMA: (
        "5929d91dfcbd1626b35ba01abeafbd4780fb7315148b08dcb24989782f0f3def",
        "62c7d558a5de5b13d8713c5be4bfde1050d7c92c7a301b47993ee7d21178557b",
        "63a4280c6e268d65a162cce5fd8796eb11a5a8140749d531b88e1b8b59580ae6",
        "09dbb9af520af7948ae40ae944d77d42096512e98461777de2725cd39c4ce4d9",
    ),
}
FIXED: Mapping[str, tuple[str, ...]] = {
    **_PUBLISHED,
    **{path: _PUBLISHED[first] for first, path in EDITION_2.items()},
}


def content(data: bytes) -> str:
    """The SHA-256 of what a JSON file says. Raises UnreadError."""
    return sha256(json(data).encode())


def is_known(path: str, data: bytes) -> bool:
    """Whether a file of FIXED is one that we write."""
    try:
        return content(data) in FIXED[path]
    except UnreadError:
        return False
