"""PDF files in Chinese, with the font inside: titles, paragraphs, tables, QR codes, page numbers."""

from app.foundation.documents.document import Document
from app.foundation.documents.glyphs import without_glyph

__all__ = ["Document", "without_glyph"]
