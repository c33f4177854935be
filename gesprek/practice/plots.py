"""The plots of the page, as inline SVG: readable without colour, without a script and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from gesprek.i18n import _
from gesprek.practice.kinds import KINDS
from gesprek.practice.measures import Measures, QuestionMeasure
from gesprek.practice.names import kind_title
from gesprek.practice.session import Session

__all__ = ["bars", "questions_plot", "trust_plot"]

GOOD, PLAIN, BAD = "#1b6e3c", "#8a6d1d", "#a3262a"
LEFT, WIDTH, ROW = 130, 560, 22


def _svg(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    inside = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-size="12"'
        f' font-family="sans-serif"><title>{escape(title)}</title>{inside}</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#222">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = "#ccc") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def bars(title: str, rows: Iterable[tuple[str, float, str]], *, plain: bool = False) -> str:
    """Horizontal bars: (name, share from 0 to 1, what stands behind it). plain: long is neither good nor bad."""
    rows = list(rows)
    left, parts = 290, []
    for index, (name, share, said) in enumerate(rows):
        y = 6 + index * ROW
        colour = "#1d4e89" if plain else GOOD if share >= 0.75 else PLAIN if share >= 0.4 else BAD
        parts.append(_text(left - 8, y + 12, name, "end"))
        parts.append(f'<rect x="{left}" y="{y}" width="300" height="15" fill="#eee" stroke="#bbb"/>')
        parts.append(f'<rect x="{left}" y="{y}" width="{300 * share:.1f}" height="15" fill="{colour}"/>')
        parts.append(_text(left + 308, y + 12, said))
    return _svg(left + 400, 12 + len(rows) * ROW, title, parts)


def questions_plot(measures: Measures) -> str:
    """Every question at its minute, in the row of its kind; a link to its moment. Round: recommended; pointed: harmful."""
    used = [kind for kind in KINDS if kind in measures.kinds]
    last = max([question.minute for question in measures.questions], default=1)
    bottom = 8 + len(used) * ROW
    parts = []
    for index, kind in enumerate(used):
        y = 8 + index * ROW + ROW / 2
        parts.append(_text(LEFT - 8, y + 4, f"{kind_title(kind)} ({measures.kinds[kind]})", "end"))
        parts.append(_line(LEFT, y, LEFT + WIDTH, y))
    for question in measures.questions:
        x = LEFT + 8 + (WIDTH - 16) * question.minute / last
        y = 8 + used.index(question.kind) * ROW + ROW / 2
        said = _("moment {n}").format(n=question.moment)
        parts.append(f'<a href="#m{question.moment}"><title>{escape(said)}</title>{_mark(question, x, y)}</a>')
    ticks = sorted({0, last // 2, last})
    parts += [_text(LEFT + 8 + (WIDTH - 16) * tick / last, bottom + 16, str(tick), "middle") for tick in ticks]
    parts.append(_text(LEFT + WIDTH, bottom + 32, _("minuut van het gesprek"), "end"))
    return _svg(LEFT + WIDTH + 20, bottom + 40, _("De vragen in de tijd, naar soort"), parts)


def _mark(question: QuestionMeasure, x: float, y: float) -> str:
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none" stroke="#222"/>' if question.contested else ""
    if question.recommended:
        return f'{ring}<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{GOOD}"/>'
    if question.harmful:
        return f'{ring}<path d="M{x:.1f} {y - 6:.1f}l6 11h-12z" fill="{BAD}"/>'
    return f'{ring}<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="{PLAIN}"/>'


def trust_plot(session: Session) -> str:
    """How open the person was after each question, from 0 (closed) to 4 (open)."""
    levels = [session.scenario.persoon.vertrouwen, *(answered.trust for answered in session.asked)]
    step = WIDTH / max(1, len(levels) - 1)
    points = [(LEFT + index * step, 100 - 20 * level) for index, level in enumerate(levels)]
    parts = [_line(LEFT, 100 - 20 * level, LEFT + WIDTH, 100 - 20 * level) for level in range(5)]
    parts += [_text(LEFT - 8, 104, _("dicht"), "end"), _text(LEFT - 8, 24, _("open"), "end")]
    path = " ".join(f"{x:.1f},{y}" for x, y in points)
    parts.append(f'<polyline points="{path}" fill="none" stroke="#1d4e89" stroke-width="2"/>')
    parts.append(_text(LEFT + WIDTH, 120, _("vraag na vraag"), "end"))
    return _svg(LEFT + WIDTH + 20, 128, _("Hoe open de ander was"), parts)
