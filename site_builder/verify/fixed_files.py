"""The files that are the same at every publisher: context and schemas, which decide what a feed means.

For each file we list the SHA-256 of the content, whatever its layout, of every edition that this program has published.
"""

from __future__ import annotations

from collections.abc import Mapping

from site_builder.addresses import CONSUMER_SCHEMA, CONTEXT, DECISION_SCHEMA, REQUEST_SCHEMA, SCHEMA
from site_builder.manifest import sha256
from site_builder.verify.canonical import UnreadError, json

FIXED: Mapping[str, tuple[str, ...]] = {
    CONTEXT: (
        "c84d8ba89e8d617f92648425970b18b4055d44e25e3c6b7e82708dd399194a7e",
        "fa9e1b1e7000ddca6fc3859be63807c751eac8f67d08eeeb13fd6155072b6aa7",
        "56868c2b751c5db75eca57a5683db99820c6baf3348cb926e9c7f12330c27900",
        "3b76443d4958216efee54820bfb6f1c5d260255e67214cdfeb48fdf688f1454b",
    ),
    SCHEMA: (
        "1ceffc12e560ae31630353050ca5ad65ce1a90f1a81b87fba5eb8eb25ac178f3",
        "1c9502f5e30a3e498287bc0e771a58803fb9907fd9b525b99ed38969d4548152",
        "012c64afbcc3f7a119eddd74d71094594e065e605cc12f8db3d12bfc0d9ea61e",
        "05b312ba41091fe97d61a6b54aa7b0588a98dc1b9d670e586af34b18360dd24c",
    ),
    CONSUMER_SCHEMA: (
        "cb83cc15ff81b57a43694a54c9fbeae7640330eb779e1b8615fc29b2154788fa",
        "b879ea9ceb79167bd2b27cb5daa0d6d89cfd9b54aa8a3dc65f5fed4860574569",
        "3f935cfb22b286ba00beca43f86868a4e82c5c469f1df1796e0a73fea3f27a7a",
        "c94ee0f1fd8666e85e67e9a5545e2c067aa2cf7c1be7ba018e9a81a1ba051aea",
    ),
    REQUEST_SCHEMA: ("2f2ec91639166f755fed3b87caf7222f42db3ce0082c787b4d92f696623b8182",),
    DECISION_SCHEMA: ("6ddefeb755ee9054eb0c7a61b046733eacfff086fae19628def136fceb61201b",),
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
