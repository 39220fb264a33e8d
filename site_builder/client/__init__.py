"""For other systems: fetch a signed feed, check it, keep it, and ask it for decisions. `docs/client.md` says how.

Nothing here raises once it is made, and whatever goes wrong is never a permission. Imports nothing third-party but
`cryptography`; what fetches and what reads a feed is imported where it is needed.
"""

from __future__ import annotations

from site_builder.client.answers import Answer, Reading
from site_builder.client.signed import AsyncClient, Client
from site_builder.client.unsigned import UnsignedFeed

__all__ = ["Answer", "AsyncClient", "Client", "Reading", "UnsignedFeed"]
