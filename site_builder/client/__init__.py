"""What other systems use: a published feed is fetched, checked, remembered and asked; `docs/client.md` says how.

Nothing here raises once it is made, and whatever goes wrong is never a permission. Imports nothing third-party but
`cryptography`; what fetches and what reads a feed is imported where it is needed.
"""

from __future__ import annotations

from site_builder.client.answers import Answer, Reading
from site_builder.client.signed import Client
from site_builder.client.unsigned import UnsignedFeed
from site_builder.client.waiting import AsyncClient

__all__ = ["Answer", "AsyncClient", "Client", "Reading", "UnsignedFeed"]
