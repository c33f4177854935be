"""All questions of a flow as a readable script, for review by a jurist."""

from __future__ import annotations

from gesprek.i18n import _
from gesprek.knowledge import Knowledge, Question

__all__ = ["as_script"]


def as_script(knowledge: Knowledge) -> str:
    """The questions in order: what is said, why, the source, the options and when it applies."""
    flow = knowledge.flow
    lines = [f"{_(flow.titel)} · {_('versie')} {flow.versie}", ""]
    for topic in flow.onderwerpen:
        lines += [_(topic.titel), "=" * len(_(topic.titel)), ""]
        for question in topic.vragen:
            lines += [*_question(knowledge, question), ""]
    return "\n".join(lines).rstrip()


def _question(knowledge: Knowledge, question: Question) -> list[str]:
    how = {"vragen": _("zeg"), "waarnemen": _("neem waar"), "opzoeken": _("zoek op"), "vertellen": _("vertel")}[question.hoe]
    noodset = f"  [{_('noodset')}]" if question.noodset == "ja" else ""
    lines = [f"{question.id}{noodset}", f"  {how}: {_(question.zeg)}", f"  {_('waarom')}: {_(question.waarom)}"]
    lines.append(f"  {_('bron')}: " + "; ".join(knowledge.cite(b) for b in question.bron))
    if question.wanneer.text != "altijd":
        lines.append(f"  {_('wanneer')}: {question.wanneer.text}")
    lines += [f"  {_('niet zo')}: {_(wrong)}" for wrong in question.niet_zo]
    for name in question.feiten:
        fact = knowledge.facts[name]
        options = " / ".join(_(label) for label in fact.waarden.values()) or _(fact.soort)
        lines.append(f"  - {_(fact.label)} ({name}): {options}")
    return lines
