"""A connection to a web server: over https, or over http to this computer alone.

Proxies are taken from the environment (`HTTPS_PROXY`, `NO_PROXY`), as councils' networks need it: they see an encrypted
line.
"""

from __future__ import annotations

import ssl
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

HERE = frozenset({"127.0.0.1", "localhost"})
"""Where `http` is enough: this computer."""
OK = 200
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PART = 1 << 16
"""Bytes of an answer that are read at once."""


def split(address: str) -> SplitResult:
    """The parts of an address that may be asked. Raises ValueError for any other."""
    # What is not printed would be left out by the next line without a word.
    if not (address.isascii() and address.isprintable()) or " " in address:
        raise ValueError("This is no address.")
    parts = urlsplit(address)
    is_ours = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if not (is_ours and parts.hostname and parts.path) or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("This is no address that may be asked.")
    return parts


def line(parts: SplitResult, seconds: float) -> HTTPConnection:
    """A line to the host of an address that may be asked, not yet open; each step on it may take so many seconds."""
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http":
        return HTTPConnection(host, port, timeout=seconds)
    trust = ssl.create_default_context()
    proxy = urlsplit(proxy_of(host))
    if not proxy.netloc:
        return HTTPSConnection(host, port, timeout=seconds, context=trust)
    through = HTTPSConnection(proxy.hostname or "", proxy.port or 80, timeout=seconds, context=trust)
    through.set_tunnel(host, port)
    return through


def proxy_of(host: str) -> str:
    """The address of the proxy that the environment names for https to a host, '' for none."""
    from urllib.request import getproxies, proxy_bypass

    named = "" if proxy_bypass(host) else getproxies().get("https", "")
    return named if not named or "://" in named else f"http://{named}"
