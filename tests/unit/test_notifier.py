"""The ways out against small servers on this machine, and the settings that open them."""

from __future__ import annotations

import contextlib
import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from app.foundation.notifier import Channel, Message, Notifier, NotSent
from app.foundation.notifier.mail import MailSender
from app.foundation.notifier.settings import Mail, Texting, load_notify
from app.foundation.notifier.web import TextSender, WecomSender

MESSAGE = Message("lin@example.cn", "童行：提醒", "有 1 个结对等您答复。\nhttps://tongxing.example/r/1", "123456")


class Postbox(socketserver.StreamRequestHandler):
    """As much of SMTP as one letter needs; ``refuses`` are addresses it does not take."""

    letters: list[str]
    refuses: dict[str, str]

    def handle(self) -> None:
        """One conversation."""
        self._say("220 here")
        for line in self.rfile:
            word = line.decode().strip()
            if word.upper().startswith("DATA"):
                self._say("354 go on")
                self.letters.append(self._letter())
                self._say("250 kept")
            elif word.upper().startswith("QUIT"):
                self._say("221 bye")
                return
            else:
                refused = next((code for to, code in self.refuses.items() if f"TO:<{to}>" in word.upper()), "250 fine")
                self._say(refused)

    def _letter(self) -> str:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Provider(BaseHTTPRequestHandler):
    """Keeps what it is asked, and answers as it is told."""

    asked: list[tuple[dict[str, str], bytes]]
    status: int
    says: bytes
    goes_to: str

    def do_POST(self) -> None:
        """One request."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((dict(self.headers), body))
        self.send_response(self.status)
        if self.goes_to:
            self.send_header("Location", self.goes_to)
        self.end_headers()
        self.wfile.write(self.says)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(server: socketserver.TCPServer) -> Iterator[int]:
    """The port on which the server answers meanwhile."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def provider(status: int = 200, says: bytes = b"{}", goes_to: str = "") -> Iterator[tuple[str, type[Provider]]]:
    """An HTTP provider: its address, and what it was asked."""
    handler = type("Here", (Provider,), {"asked": [], "status": status, "says": says, "goes_to": goes_to})
    with serving(HTTPServer(("127.0.0.1", 0), handler)) as port:
        yield f"http://127.0.0.1:{port}/send", handler


def test_a_letter_arrives() -> None:
    handler = type("Here", (Postbox,), {"letters": [], "refuses": {"GONE@EXAMPLE.CN": "550 nobody"}})
    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)) as port:
        sender = MailSender(Mail("127.0.0.1", port, "tongxing@example.cn", "none"))
        sender.send(MESSAGE)
        (letter,) = handler.letters
        assert "To: lin@example.cn" in letter
        assert "Auto-Submitted: auto-generated" in letter
        with pytest.raises(NotSent, match="refused_550") as refused:
            sender.send(Message("gone@example.cn", "a", "b"))
        assert refused.value.final
    with pytest.raises(NotSent, match="ConnectionRefused") as down:
        sender.send(MESSAGE)
    assert down.value.down
    assert not down.value.final


def test_no_password_goes_out_unencrypted() -> None:
    handler = type("Here", (Postbox,), {"letters": [], "refuses": {}})
    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)) as port:
        sender = MailSender(Mail("127.0.0.1", port, "tongxing@example.cn", "starttls", "user", "secret"))
        with pytest.raises(NotSent):
            sender.send(MESSAGE)
        assert handler.letters == []


def test_a_provider_is_asked_as_its_manual_says() -> None:
    text = Message("13800001111", "", '他说"好"\n{phone}', "123456")
    with provider(says=b'{"code":0}') as (url, asked):
        as_json = Texting(url, '{"to":"{phone}","args":["{text}","{code}"]}', "Bearer t", expect='"code":0')
        TextSender(as_json).send(text)
        TextSender(Texting(url, "mobile={phone}&content={text}")).send(text)
        headers, body = asked.asked[0]
        assert headers["Authorization"] == "Bearer t"
        assert json.loads(body) == {"to": "13800001111", "args": ['他说"好"\n{phone}', "123456"]}
        assert asked.asked[1][1].startswith(b"mobile=13800001111&content=%E4%BB%96")
        with pytest.raises(NotSent, match="refused"):
            TextSender(Texting(url, "{phone}{text}", expect="OK")).send(text)


@pytest.mark.parametrize(("status", "final"), [(400, True), (429, False), (500, False), (302, False)])
def test_refusals_are_told_apart_and_no_redirect_is_followed(status: int, final: bool) -> None:
    with provider() as (elsewhere, stranger), provider(status, goes_to=elsewhere) as (url, _asked):
        with pytest.raises(NotSent, match=f"answered_{status}") as refused:
            TextSender(Texting(url, "{phone}{text}", "token")).send(MESSAGE)
        assert refused.value.final is final
        assert stranger.asked == []


def test_a_robot_speaks_in_its_group_and_nowhere_else() -> None:
    with provider(says=b'{"errcode":0}') as (url, asked):
        host = url.split("/")[2]
        WecomSender(host).send(Message(url, "", "有 2 件事", ""))
        assert json.loads(asked.asked[0][1]) == {"msgtype": "text", "text": {"content": "有 2 件事"}}
        with pytest.raises(NotSent, match="address"):
            WecomSender("qyapi.weixin.qq.com").send(Message(url, "", "x"))
        assert len(asked.asked) == 1
    with provider(says=b'{"errcode":93000}') as (url, _asked), pytest.raises(NotSent, match="wecom_93000") as refused:
        WecomSender(url.split("/")[2]).send(Message(url, "", "x"))
    assert refused.value.final


def test_a_closed_way_sends_nothing() -> None:
    with pytest.raises(NotSent, match="closed"):
        Notifier({}).send(Channel.SMS, MESSAGE)


GOOD = {
    "SITE_URL": "https://tongxing.example.cn", "SMTP_URL": "smtps://mail.example.cn", "MAIL_FROM": "a@example.cn",
    "SMTP_USER": "a", "SMTP_PASSWORD": "b", "SMS_URL": "https://sms.example.cn/send", "SMS_BODY": "{phone}{text}",
    "WECOM": "1",
}  # fmt: skip


def test_everything_is_off_until_it_is_set() -> None:
    settings, problems = load_notify({}, "production")
    assert (settings.mail, settings.texting, settings.wecom, settings.console, problems) == (
        None, None, False, False, [],
    )  # fmt: skip
    settings, problems = load_notify(GOOD, "production")
    assert problems == []
    assert settings.mail is not None
    assert (settings.mail.tls, settings.mail.port) == ("implicit", 465)
    assert "secret" not in repr(Mail("h", 1, "s", "none", "u", "secret"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"SITE_URL": ""}, {"SITE_URL": "http://tongxing.example.cn"}, {"SITE_URL": "https://u:p@x.cn"},
        {"SMTP_URL": "smtp://user:pass@mail.example.cn"}, {"SMTP_URL": "http://mail"}, {"MAIL_FROM": "a b@c"},
        {"SMTP_PASSWORD": ""}, {"SMS_URL": "http://sms.example.cn"}, {"SMS_BODY": "{text}"}, {"SMS_HEADER": "a: b"},
        {"WECOM": "yes"}, {"NOTIFY_CONSOLE": "1"}, {"WECOM_HOST": "127.0.0.1:1"},
    ],
)  # fmt: skip
def test_settings_that_make_no_sense_are_named(wrong: dict[str, str]) -> None:
    assert load_notify({**GOOD, **wrong}, "production")[1]
