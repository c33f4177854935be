"""What `flows/` says, typed and checked. Knows nothing of a conversation."""

from __future__ import annotations

from gesprek.knowledge.expressions import STATUSES, Expression, ExpressionError, View, parse_expression
from gesprek.knowledge.loading import FLOWS, load_card, load_knowledge
from gesprek.knowledge.model import Card, Condition, Fact, Flow, Gate, Knowledge, Question, Route, Source, Topic, Words
from gesprek.knowledge.values import ValueProblem, clean_lines, clean_text, parse_value, plain_value

__all__ = [
    "FLOWS",
    "STATUSES",
    "Card",
    "Condition",
    "Expression",
    "ExpressionError",
    "Fact",
    "Flow",
    "Gate",
    "Knowledge",
    "Question",
    "Route",
    "Source",
    "Topic",
    "ValueProblem",
    "View",
    "Words",
    "clean_lines",
    "clean_text",
    "load_card",
    "load_knowledge",
    "parse_expression",
    "parse_value",
    "plain_value",
]
