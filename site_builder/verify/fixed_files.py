"""Digests of each context and schema ever published: each change to a field or condition adds some, by hand.

These files are the same at every publisher and decide what a feed means. Each digest is the SHA-256 of the content,
whatever its layout.
"""

from __future__ import annotations

from collections.abc import Mapping

from site_builder.addresses import (
    CONSUMER_SCHEMA,
    CONTEXT,
    DECISION_SCHEMA,
    EDITION_2,
    LOG_SCHEMA,
    REQUEST_SCHEMA,
    SCHEMA,
)
from site_builder.manifest.form import sha256
from site_builder.verify.canonical import UnreadError, json

_PUBLISHED: Mapping[str, tuple[str, ...]] = {
    CONTEXT: (
        "c84d8ba89e8d617f92648425970b18b4055d44e25e3c6b7e82708dd399194a7e",
        "fa9e1b1e7000ddca6fc3859be63807c751eac8f67d08eeeb13fd6155072b6aa7",
        "c5e23ce83b5dee1e8b8b10b3282d111c53653b0106caa94091e9888d4105fb7b",
        "c6fc8117d3d5e7e6bb7a5afbd56f91aed67bae1b4bce1f4cc5e0de656075320e",
        "461e77b4a214a1a7212a690ae59fdb5fb73feae75d52d246660f510610dc0c3d",
        "662deb9e9ff7a76cca3b2a96020996d740e1851c8de62d78c52e633e8e086064",
        "8d71f5983c2dd5541c5dc86d5229ce418bc5acf3037ca85b079bba36a5aa5ca1",
        "f6527f3248ee04f409b1c6204273b0761e223d02c1ae41a94818376d01f3e2c4",
        "5e1fdee2cf930cd93fd1de915590226b877eec1c703e5a3dc35fc6948de37739",
        "f7c392ccf519310b128cc3fccf6d838893c486f4d3bbfe17d6d04e3ac984750f",
    ),
    SCHEMA: (
        "1ceffc12e560ae31630353050ca5ad65ce1a90f1a81b87fba5eb8eb25ac178f3",
        "1c9502f5e30a3e498287bc0e771a58803fb9907fd9b525b99ed38969d4548152",
        "34bfef581c51ed4164612d24318cd6060cb09030fe131e42ffe040d4de510167",
        "10ad14d5f28a1f73b1d0e48e19747579611d421aa3a4335961dcbe11bbe01aea",
        "c8fffc0b3a53b29f2b14ebb422cc00c0c01d1690d6ef053108a40ee19e86c593",
        "06ef9fe7ea5ef82d120532a36b96a3b7b71f7b168f7f1b6f491a86461ffade31",
        "5f04788d2d4d8f251268c0d0d5e733b24405891c168200625b05a2adc6c15063",
        "8bf073b6484c4efa8c6d72f32bf9f0864ae8c8bf3825b6025f596b970c38f896",
        "f65215502ffa6b56b9c5963c64174b7a84e0283786bf760e65c5beab79bc014a",
        "8492b6acbd097ec1b1204b0dba863870e1dbe82b5b243a3821114c068534f546",
    ),
    CONSUMER_SCHEMA: (
        "cb83cc15ff81b57a43694a54c9fbeae7640330eb779e1b8615fc29b2154788fa",
        "b879ea9ceb79167bd2b27cb5daa0d6d89cfd9b54aa8a3dc65f5fed4860574569",
        "a6a1f5a6d5209b423cdf07b8f590df79085bbf7c334f2252d48622d2b56a2afd",
        "d1d6b876dab9630ca42d63161b2de8a3ff6697f7aa984ed8e29aa81a8eea5b7a",
        "7a749850d7680599b5d937fb6391b94f80d209ea9aa0041109ffbffd2d4bd468",
        "9cad8569553235183b234608b9b0101abf85f0c9c24f2eeb9f59b85a40cb3659",
        "ab95f852e3cb5b98e65273b957113f0a299f207c8763f2b5d14760303bf63fe4",
        "85f366f6c0be0a54dc0b19e8f2985ab54a7ce03abd119ac528205f927637bcea",
        "f61cd0132a74cb044f0df199d0ed09e6d3108ff964a2bafcb59b7091b9e965d9",
        "e33b659c10c4866b59fa7b005b0a25849cae60ccb8ada1c5024462cbb08bdcee",
    ),
    REQUEST_SCHEMA: (
        "8e0e4a64adc980a221d04b454a02488182298eab67243edcca846502cab823c7",
        "986b718c1996c81ba4ae7485807c921817abd4bda3b2c8821097b835802f6b9f",
        "0b916b1226ce709719fef16813e177c6fa3d016b04100790b6c70862b963b3e1",
    ),
    DECISION_SCHEMA: (
        "5929d91dfcbd1626b35ba01abeafbd4780fb7315148b08dcb24989782f0f3def",
        "62c7d558a5de5b13d8713c5be4bfde1050d7c92c7a301b47993ee7d21178557b",
        "3d691480c27624ac26dd459e8bb3d3496e4279a6cb67d8cb7f81a74b1ef4d0f1",
        "ab3fa8015e9ce573e369e7f1cb613bec9b501cc7142662d76a97d4c18f46c6bb",
        "97b01c421c263b93a9576b304065702883ed6c7cbf1827000d988bd1de0af6cc",
        "3ef874539e740d1c350769d48ef0400820c68e45fdb9712c82250f674ca44532",
    ),
    LOG_SCHEMA: ("dcadb44be9137c9182a22995af1c2b834b2d0fd871b3c2513dfdde6f90fe85ca",),
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
