"""Documents out of a conversation, each sentence with the facts it stands on. Always Dutch; pure after the first use."""

from __future__ import annotations

from gesprek.report.composer import DOCUMENTS, compose, documents_of
from gesprek.report.rewriting import as_made
from gesprek.report.scribe import Documents, Sentence, located, with_other_words
from gesprek.report.sentences import forget

__all__ = ["DOCUMENTS", "Documents", "Sentence", "as_made", "compose", "documents_of", "forget", "located", "with_other_words"]
