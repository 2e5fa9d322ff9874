"""Requests to addresses that people of a district typed in: only to public addresses, checked and then connected to.

Whoever types an address must not make this machine ask what only it can reach: its own ports, the network behind it, a
cloud's metadata. So the name is resolved here, every address it has is judged, and the connection goes to the one that
was judged, whatever the name says a moment later. No redirect, no proxy, and an end to everything after a while.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import urllib.request
from http.client import HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

from app.foundation.notifier.base import NotSent
from app.foundation.notifier.web import Stay, sent_by

PORTS = frozenset({443, 8443})
WHOLE_SECONDS = 20
"""For a whole request: an answer that comes letter by letter is cut off."""
LONGEST = 300
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def unfit(url: str) -> str | None:
    """What is wrong with an address as it is written, as a code; None: it may be asked, if its name leads outside."""
    try:
        parts = urlsplit(url)
        port = port_of(parts)
    except ValueError:
        return "address"
    if len(url) > LONGEST or not url.isascii() or parts.scheme != "https" or not parts.hostname:
        return "address"
    if any(letter.isspace() or not letter.isprintable() for letter in url) or parts.username is not None:
        return "address"
    if port not in PORTS:
        return "port"
    try:
        return None if is_public(ipaddress.ip_address(parts.hostname)) else "inside"
    except ValueError:
        return None if "." in parts.hostname.strip(".") else "inside"


def port_of(parts: SplitResult) -> int:
    """The port of an address.

    Raises:
        ValueError: it is no number.
    """
    return parts.port or 443


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet; an IPv4 address within an IPv6 one is judged itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def judged_address(host: str, port: int) -> str:
    """The address to connect to.

    Raises:
        NotSent: the name is unknown, or any of its addresses is not public.
    """
    try:
        found = [one[4][0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise NotSent("name") from error
    if not found or not all(is_public(ipaddress.ip_address(str(one).partition("%")[0])) for one in found):
        raise NotSent("inside", final=True)
    return str(found[0])


def trust() -> ssl.SSLContext:
    """Whose certificates count."""
    return ssl.create_default_context()


class _Judged(HTTPSConnection):
    """Connects to the address that was judged; its certificate is that of the name. After a while everything ends."""

    _late = False

    def connect(self) -> None:
        self._end = threading.Timer(WHOLE_SECONDS, self._cut)
        self._end.daemon = True
        self._end.start()
        self.sock = socket.create_connection((judged_address(self.host, self.port), self.port), self.timeout)
        self.sock = trust().wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def getresponse(self) -> HTTPResponse:
        try:
            answer = super().getresponse()
        finally:
            self._end.cancel()
        if self._late:  # what came before the cut may look like an answer
            raise TimeoutError
        return answer

    def _cut(self) -> None:
        self._late = True
        held = self.sock
        if held is not None:
            with contextlib.suppress(OSError):  # it is over
                held.shutdown(socket.SHUT_RDWR)


class _Handler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_Judged, req)


_opener = urllib.request.OpenerDirector()
for _handler in (_Handler(), Stay(), urllib.request.HTTPErrorProcessor(), urllib.request.HTTPDefaultErrorHandler()):
    _opener.add_handler(_handler)


def post_outward(url: str, body: bytes, headers: dict[str, str]) -> None:
    """Send a request to an address that somebody typed in. What it answers besides yes or no is read by nobody.

    Raises:
        NotSent: the address may not be asked, does not answer, or says no.
    """
    wrong = unfit(url)
    if wrong is not None:
        raise NotSent(wrong, final=True)
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - judged above
    sent_by(_opener, request, most=0)
