"""Sends e-mails; without a server for them, what they say is written to the log."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage

from app.register.settings import RegisterSettings

log = logging.getLogger(__name__)

_TIMEOUT_S = 20


def write_message(settings: RegisterSettings, to: str, subject: str, text: str) -> EmailMessage:
    """Write an e-mail.

    Raises
    ------
    ValueError
        When an address or the subject has more than one line.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.sender, to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def send(settings: RegisterSettings, account: str, to: str | None, subject: str, text: str) -> None:
    """Send an e-mail to an account; nobody waits for it, so what fails is logged."""
    if settings.smtp_host is None or to is None:
        log.info("To account %s: %s", account, text)
        return
    try:
        message = write_message(settings, to, subject, text)
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_TIMEOUT_S) as server:
            _deliver(server, settings, message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # A trace could name the address.
        log.error("An e-mail to account %s was not sent: %s", account, type(error).__name__)  # noqa: TRY400


def _deliver(server: smtplib.SMTP, settings: RegisterSettings, message: EmailMessage) -> None:
    if settings.has_starttls:
        server.starttls(context=ssl.create_default_context())
    if settings.smtp_user and settings.smtp_password:
        server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    server.send_message(message)
