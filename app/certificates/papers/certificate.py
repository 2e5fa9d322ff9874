"""The certificate: one A4 page, with room for the seal and a code that leads to its verification."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.certificates.models import Certificate
from app.certificates.papers.wording import certified_hours, content_line, content_parts, grouped_number, statement
from app.foundation import clock
from app.foundation.documents import Document

TITLE = "志愿服务记录证明"
BY_HAND = "＿＿＿＿＿＿＿＿＿＿＿＿"
Link = Callable[[Certificate], str]
"""The address at which a certificate is verified."""


def certificate_paper(certificate: Certificate, link: Link) -> bytes:
    """One certificate. The same one gives the same bytes."""
    document = Document(TITLE, at=certificate.issued_at, numbered=False)
    _page(document, certificate, link)
    return document.to_bytes()


def certificates_paper(certificates: Sequence[Certificate], link: Link) -> bytes:
    """Several certificates for the seal, a page each, in the order given.

    Raises:
        ValueError: there is none.
    """
    if not certificates:
        raise ValueError("a file without a certificate")
    document = Document(TITLE, at=max(one.issued_at for one in certificates), numbered=False)
    for number, certificate in enumerate(certificates):
        if number:
            document.new_page()
        _page(document, certificate, link)
    return document.to_bytes()


def _page(document: Document, certificate: Certificate, link: Link) -> None:
    address = link(certificate)
    document.space(8)
    document.title(TITLE)
    document.paragraph(f"证明编号：{grouped_number(certificate.number)}", size=10, align="C", grey=True)
    if not certificate.valid:
        document.paragraph("本证明已被撤销，不再有效。", size=14, align="C")
    document.space(4)
    document.fields(_facts(certificate), widths=(2, 4, 2, 4))
    document.fields([("服务内容", content_line(content_parts(certificate)))], widths=(2, 10))
    document.space(2)
    document.paragraph(statement(certificate))
    document.space(3)
    document.fields([("出具单位", certificate.body)], widths=(2, 10))
    issued = f"{clock.local(certificate.issued_at):%Y-%m-%d}"
    document.fields(
        [("负责人", certificate.responsible, "经办人", certificate.handler),
         ("联系电话", certificate.phone, "出具日期", issued)],
        widths=(2, 4, 2, 4),
    )  # fmt: skip
    document.box("出具单位（盖章）", 46, width=70)
    document.space(2)
    document.qr(address, side=30, words=f"扫码或打开下面的网址核验本证明，无需登录：\n{address}")


def _facts(certificate: Certificate) -> list[Sequence[str]]:
    period = f"{certificate.first_day:%Y-%m-%d} 至 {certificate.last_day:%Y-%m-%d}"
    return [
        ("姓名", certificate.name, "身份证号", certificate.id_line or BY_HAND),
        ("志愿者编号", certificate.volunteer.code, "服务次数", f"{certificate.sessions} 次"),
        ("服务期间", period, "服务时长", f"{certified_hours(certificate)} 小时"),
    ]
