"""A paper says in Chinese what it was given, rare names included, and never shows an empty box for a character."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from app.foundation.documents import Document, glyphs, without_glyph
from app.foundation.documents.breaking import break_lines
from tests.thorough import examples

AT = datetime(2026, 1, 24, tzinfo=UTC)
NAMES = "张㛃 李䶮 王𬭚 阿依古丽·买买提 𬍛𫖮𬀩"
UNKNOWN = "\U0002ebf0"  # of 2023; no font that we know of has it


def pages(document: Document) -> list[str]:
    opened = pypdfium2.PdfDocument(document.to_bytes())
    return [page.get_textpage().get_text_range() for page in opened]


def test_rare_names_are_in_the_text_and_drawn_with_the_shipped_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "MACHINE_FONTS", ())
    document = Document("证明", at=AT)
    document.title("志愿服务记录证明")
    document.fields([("姓名", NAMES)])
    assert document.missing == frozenset()
    text = pages(document)[0]
    assert NAMES in text
    assert "志愿服务记录证明" in text


def test_what_no_font_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "MACHINE_FONTS", ())
    document = Document("证明", at=AT)
    document.paragraph(f"张{UNKNOWN}\u202e\x07")
    assert document.missing == {UNKNOWN} == set(without_glyph([NAMES, UNKNOWN]))
    assert "张〔U+2EBF0〕" in pages(document)[0]


def test_a_font_of_the_machine_helps_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    helper = glyphs.FontFile(tmp_path / "machine.otf")
    helper.path.write_bytes(glyphs.SHIPPED.read_bytes())
    covered = glyphs._covered
    lacks = lambda font: covered(font) - {ord("䶮")} if font.path == glyphs.SHIPPED else covered(font)  # noqa: E731 - one line says it
    monkeypatch.setattr(glyphs, "MACHINE_FONTS", (helper,))
    monkeypatch.setattr(glyphs, "_covered", lacks)
    document = Document("证明", at=AT)
    document.paragraph("李䶮")
    assert len(document._fallbacks) == 1
    assert "李䶮" in pages(document)[0]


def test_the_same_twice_is_the_same_bytes() -> None:
    def made() -> bytes:
        document = Document("证明", at=AT)
        document.table(("日期", "内容"), [("2026-01-24", "学业辅导")])
        return document.to_bytes()

    assert made() == made()


def test_a_long_table_has_its_headings_and_numbers_on_every_page() -> None:
    document = Document("台账", at=AT)
    document.table(("日期", "内容"), [(f"第{n}行", "学业辅导，" * 12) for n in range(70)] + [("长", "页" * 6000)])
    texts = pages(document)
    assert len(texts) > 4
    for number, text in enumerate(texts, start=1):
        assert text.startswith("日期 内容") or "内容" in text[:20]
        assert f"{number} / {len(texts)}" in text
    assert "".join(texts).count("页") == 6000


def test_a_code_scans_from_the_drawn_page() -> None:
    url = "https://tongxing.example/verify/8KJ2M-4WXYZ-91QRT"
    document = Document("证明", at=AT)
    document.qr(url, side=28, words="扫码核验")
    page = pypdfium2.PdfDocument(document.to_bytes())[0]
    found = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
    assert [one.text for one in found] == [url]


@settings(max_examples=examples(200))
@given(st.text(st.sampled_from("学生，。（）“”ab1 \n"), max_size=60), st.integers(4, 20))
def test_lines_keep_the_text_and_the_width(text: str, width: int) -> None:
    lines = break_lines(text, width, len)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width for line in lines)


def test_no_line_begins_with_a_comma() -> None:
    for width in range(3, 12):
        lines = break_lines("学生，老师。（家长）来了，“好”的。", width, len)
        assert not any(line[0] in "，。）”" or line[-1] in "（“" for line in lines)
