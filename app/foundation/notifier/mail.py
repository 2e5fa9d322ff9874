"""E-mail, by the standard library."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from app.foundation.notifier.base import Message, NotSent
from app.foundation.notifier.settings import Mail

PATIENCE = 10  # seconds
PERMANENT = range(500, 600)


class MailSender:
    """Sends by one SMTP server; encrypted, unless the server is on this very machine."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail

    def send(self, message: Message) -> None:
        """Send one e-mail.

        Raises:
            NotSent: the server refused it, or did not answer.
        """
        try:
            with self._connected() as server:
                server.send_message(self._letter(message))
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()), (0, b""))[0]
            raise NotSent(f"refused_{code}", final=code in PERMANENT) from error
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent("password", down=True) from error
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"answered_{error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__, down=True) from error

    def _connected(self) -> smtplib.SMTP:
        mail, trust = self._mail, ssl.create_default_context()
        server: smtplib.SMTP
        if mail.tls == "implicit":
            server = smtplib.SMTP_SSL(mail.host, mail.port, timeout=PATIENCE, context=trust)
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE)
        try:
            if mail.tls == "starttls":
                server.starttls(context=trust)
            if mail.user:
                server.login(mail.user, mail.password)
        except BaseException:
            server.close()
            raise
        return server

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"], letter["From"], letter["To"] = message.subject, self._mail.sender, message.to
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(domain=self._mail.sender.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"  # no "out of office" comes back
        letter.set_content(message.text)
        return letter
