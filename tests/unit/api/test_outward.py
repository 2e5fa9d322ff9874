"""Requests to addresses that people typed in reach the open internet only, at the address that was judged."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.foundation.notifier import outward
from app.foundation.notifier.base import NotSent

NAME = "hooks.example.org"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("127.0.0.1", False), ("100.64.0.1", False),
        ("169.254.169.254", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False),
        ("fe80::1", False), ("fc00::1", False), ("ff02::1", False), ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True), ("64:ff9b::a00:1", False), ("64:ff9b::808:808", True), ("2002:a00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    assert outward.is_public(ipaddress.ip_address(address)) == public


def _names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    asked: list[str] = []

    def found(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return asked


def test_a_name_that_leads_inside_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, "8.8.8.8", "10.0.0.1")
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("it was asked"))
    with pytest.raises(NotSent, match="inside"):
        outward.post_outward(f"https://{NAME}/", b"{}", {})


@pytest.mark.parametrize(
    "url", ["http://hooks.example.org/", "https://hooks.example.org:80/", "ftp://a.b/", "https://a"]
)
def test_what_is_no_address_is_not_asked(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    asked = _names(monkeypatch, "8.8.8.8")
    with pytest.raises(NotSent):
        outward.post_outward(url, b"{}", {})
    assert asked == []


class Server(BaseHTTPRequestHandler):
    """Answers as its server is told."""

    def do_POST(self) -> None:
        self.server.got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.says(self)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _certificate(folder: Path) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(plain + made.public_bytes(pem))
    return file


@contextmanager
def serving(
    folder: Path, monkeypatch: pytest.MonkeyPatch, says: Callable[[BaseHTTPRequestHandler], None]
) -> Iterator[tuple[int, list[tuple[str, bytes]]]]:
    """A server at home that stands, for this test, at a public address under its name."""
    file = _certificate(folder)
    server: Any = HTTPServer(("127.0.0.1", 0), Server)
    server.got, server.says = [], says
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _names(monkeypatch, "127.0.0.1")
    monkeypatch.setattr(outward, "is_public", lambda _address: True)
    monkeypatch.setattr(outward, "PORTS", {server.server_port})
    monkeypatch.setattr(outward, "trust", lambda: ssl.create_default_context(cafile=file))
    try:
        yield server.server_port, server.got
    finally:
        server.shutdown()
        server.server_close()


def _status(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    return say


def test_it_arrives_at_the_judged_address_under_the_certificate_of_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, monkeypatch, _status(204)) as (port, got):
        outward.post_outward(f"https://{NAME}:{port}/in", b"{}", {"Content-Type": "application/json"})
        assert got == [("/in", b"{}")]
        with pytest.raises(NotSent, match="URLError"):
            outward.post_outward(f"https://other.example.org:{port}/in", b"{}", {})
        assert len(got) == 1


def test_a_redirect_is_followed_nowhere_and_no_is_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch, _status(302, Location="https://127.0.0.1/")) as (port, got):
        with pytest.raises(NotSent, match="answered_302"):
            outward.post_outward(f"https://{NAME}:{port}/in", b"{}", {})
        assert len(got) == 1
    with serving(tmp_path, monkeypatch, _status(500)) as (port, got), pytest.raises(NotSent, match="answered_500"):
        outward.post_outward(f"https://{NAME}:{port}/in", b"{}", {})


def test_an_answer_letter_by_letter_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outward, "WHOLE_SECONDS", 0.4)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            for letter in b"HTTP/1.1 200 OK and then some words that never end":
                handler.wfile.write(bytes([letter]))
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    with serving(tmp_path, monkeypatch, drip) as (port, _got):
        begun = time.monotonic()
        with pytest.raises(NotSent):
            outward.post_outward(f"https://{NAME}:{port}/in", b"{}", {})
        assert time.monotonic() - begun < 3
