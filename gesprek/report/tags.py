"""The four tags of a document template.

    {% kop "Mijn schade" %}            a heading; vanishes when no sentence follows it ({% kop "..." , 2 %}: under a heading)
    {% zin "schade_bedrag" %}...{% endzin %}       one or more sentences on these facts; left out when empty
    {% punt "info5j_inhoud" %}...{% endpunt %}     a list item
    {% alinea %}                       a new paragraph

The facts are names in a text, or an expression that yields names. A second argument says who speaks: verklaring,
waarneming or vast; literal words make a sentence a citaat by themselves.
"""

from __future__ import annotations

from typing import Any, cast

from jinja2 import nodes, pass_context
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context

from gesprek.report.scribe import Origin, Scribe

__all__ = ["FILTERS", "SENTENCE_FILTERS", "DocumentTags"]

SENTENCE_FILTERS = ("_zin", "_punt")


class DocumentTags(Extension):
    """Turns the tags into calls on the scribe of the document that is being written."""

    tags = {"alinea", "kop", "punt", "zin"}  # noqa: RUF012  (as Jinja declares it)

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """Jinja calls this at each tag."""
        token = next(parser.stream)
        arguments = self._arguments(parser)
        if token.value in ("kop", "alinea"):
            return nodes.Output([self._filter(f"_{token.value}", arguments, token.lineno)], lineno=token.lineno)
        body = parser.parse_statements((f"name:end{token.value}",), drop_needle=True)
        start: nodes.Node = nodes.Output([self._filter("_begin", [], token.lineno)], lineno=token.lineno)
        whole = self._filter(f"_{token.value}", arguments or [nodes.Const("", lineno=token.lineno)], token.lineno, bare=True)
        return nodes.FilterBlock([start, *body], whole, lineno=token.lineno)

    @staticmethod
    def _arguments(parser: Parser) -> list[nodes.Expr]:
        found: list[nodes.Expr] = []
        while parser.stream.current.type != "block_end":
            if found:
                parser.stream.skip_if("comma")
            found.append(parser.parse_expression())
        return found

    @staticmethod
    def _filter(name: str, arguments: list[nodes.Expr], line: int, bare: bool = False) -> nodes.Filter:
        value = None if bare else nodes.Const("", lineno=line)
        return nodes.Filter(value, name, arguments, [], None, None, lineno=line)


def _scribe(context: Context) -> Scribe:
    return cast(Scribe, context.parent["_stuk"])


def _names(facts: Any) -> tuple[str, ...]:
    return tuple(facts.split()) if isinstance(facts, str) else tuple(facts)


@pass_context
def _begin(context: Context, _value: str) -> str:
    _scribe(context).start()
    return ""


@pass_context
def _kop(context: Context, _value: str, text: str, level: int = 1) -> str:
    _scribe(context).head(text, level)
    return ""


@pass_context
def _alinea(context: Context, _value: str) -> str:
    _scribe(context).paragraph()
    return ""


@pass_context
def _zin(context: Context, text: str, facts: Any = "", soort: Origin | None = None) -> str:
    _scribe(context).sentence(text, _names(facts), soort)
    return ""


@pass_context
def _punt(context: Context, text: str, facts: Any = "", soort: Origin | None = None) -> str:
    _scribe(context).point(text, _names(facts), soort)
    return ""


@pass_context
def _letterlijk(context: Context, words: Any) -> str:
    """Literal words between straight double quotes; only line ends become spaces."""
    text = " ".join(str(words).strip().splitlines()) if words else ""
    return _scribe(context).quote(text) if text else ""


FILTERS = {"_begin": _begin, "_kop": _kop, "_alinea": _alinea, "_zin": _zin, "_punt": _punt, "letterlijk": _letterlijk}
