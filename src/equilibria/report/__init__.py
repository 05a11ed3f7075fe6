"""Results as text, as a page and as plain data."""

from .data import as_data
from .document import Document
from .document_data import document_data
from .document_text import document_text, section_text
from .first_screen import first_screen
from .memo import memo
from .page import page

__all__ = [
    "Document",
    "as_data",
    "document_data",
    "document_text",
    "first_screen",
    "memo",
    "page",
    "section_text",
]
