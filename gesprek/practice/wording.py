"""Remarks on how was asked: every question that went otherwise, with what to say instead; and what was not asked at all."""

from __future__ import annotations

from collections.abc import Sequence

from gesprek.i18n import _
from gesprek.practice.brevity import listed
from gesprek.practice.kinds import HARMFUL, same_words
from gesprek.practice.measures import QuestionMeasure, Remark, TopicMeasure
from gesprek.practice.session import GOAL, SAFETY, Answered, Session

__all__ = ["cited", "judge_questions", "judge_topics", "part_titles", "understood"]

SPOKEN = 3
"""So many topics that were not spoken about get a sentence to say."""


def part_titles() -> dict[str, str]:
    """How each part of the score is called."""
    return {
        "vragen": _("hoe u vroeg"),
        "onderwerpen": _("wat aan bod kwam"),
        "signalen": _("signalen"),
        "plicht": _("informatie over herstel (art. 5j)"),
        "vastlegging": _("wat u vastlegde"),
        "route": _("uw keuze voor een weg"),
        "onderbrekingen": _("onderbrekingen"),
    }


def cited(session: Session, references: Sequence[str]) -> tuple[str, ...]:
    """Sources as they are shown."""
    return tuple(session.scenario.knowledge.cite(reference) for reference in references)


def understood(session: Session, answered: Answered) -> str:
    """What words of one's own were understood to be about; nothing when that is the question at hand."""
    knowledge = session.scenario.knowledge
    labels = {name: _(knowledge.facts[knowledge.questions[name].feiten[0]].label) for name in (answered.question, answered.here)}
    if answered.how == "elders":
        said = _("Uw woorden gaan over '{daar}' en niet over '{hier}'; op '{daar}' kreeg u antwoord.")
        return said.format(daar=labels[answered.question], hier=labels[answered.here])
    if answered.how == "niets":
        said = _("Uw woorden zijn niet herkend als vraag over '{hier}'; de ander vertelt er dus niets over.")
        return said.format(hier=labels[answered.here])
    if answered.how == "onverstaanbaar":
        return _("Hier staat geen woord in dat te begrijpen is. Het telt niet als vraag.")
    return ""


def judge_questions(session: Session, questions: Sequence[QuestionMeasure]) -> list[Remark]:
    """A remark for every question that was not recommended, and for every other one whose kind is contested."""
    by_moment = {answered.moment: answered for answered in session.asked}
    otherwise = [question for question in questions if not question.recommended]
    first = {question.kind: question.moment for question in reversed(otherwise)}
    found = [_remark(session, q, by_moment[q.moment], explain=first[q.kind] == q.moment) for q in otherwise]
    return found + [_contested(session, q, by_moment[q.moment]) for q in questions if q.recommended and q.contested]


def _contested(session: Session, question: QuestionMeasure, answered: Answered) -> Remark:
    """A kind that is recommended and that the student does not agree with: no error, but the teacher should see it."""
    said = _("Soort: {soort}. {waarom}").format(
        soort=session.scenario.kinds.title(question.kind), waarom=_sentence(answered.reason)
    )
    return Remark(
        about="vraag",
        text=said,
        moment=question.moment,
        topic=question.topic,
        quote=answered.asked,
        contested=session.contested[question.moment],
    )


def _remark(session: Session, question: QuestionMeasure, answered: Answered, *, explain: bool) -> Remark:
    """explain: whether to say what this kind of question does to people; once for each kind is enough."""
    kinds = session.scenario.kinds
    text = kinds.texts.get(question.kind)
    why = " ".join(part for part in (_sentence(answered.reason), understood(session, answered), _effect(answered)) if part)
    title = kinds.title(question.kind)
    said = _("Dit was een {soort}: {waarom}") if title.endswith(("vraag", "opmerking")) else _("Soort: {soort}. {waarom}")
    general = text.waarom if text and explain and text.waarom not in answered.reason else ""
    return Remark(
        about="vraag",
        text=" ".join(part for part in (said.format(soort=title, waarom=_lowered(why, said)), general) if part),
        moment=question.moment,
        topic=question.topic,
        error=question.kind,
        quote=answered.asked,
        words="" if len(answered.words) < 2 or same_words(answered.words, answered.asked) else answered.words,
        instead=_instead(session, answered),
        source=cited(session, answered.source or (text.bron if text else ())),
        contested=session.contested.get(question.moment, ""),
    )


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?" else text + "."


def _lowered(why: str, said: str) -> str:
    """A reason that goes on after a colon begins small, and after a full stop with a capital."""
    after_colon = said.index("{waarom}") > 1 and said[said.index("{waarom}") - 2] == ":"
    first = why[:1].lower() if after_colon else why[:1].upper()
    return first + why[1:]


def _effect(answered: Answered) -> str:
    """What it did to the person, where that could be seen."""
    if answered.agreed:
        return _("De ander ging mee met wat u zei. Of het zo is, weet u nu niet.")
    if answered.closed:
        return _("De ander hield het antwoord voor zich.")
    return ""


def _instead(session: Session, answered: Answered) -> str:
    """The wording of the flow; when that was said too early, the question that should have come first.

    Nothing for own words that were about something else than the question at which they were said.
    """
    knowledge = session.scenario.knowledge
    question = knowledge.questions[answered.question]
    if answered.kind != "te_vroeg":
        return question.zeg if answered.fits else ""
    well = [earlier for earlier in session.asked if earlier.fits and earlier.kind not in HARMFUL]
    before = {earlier.question for earlier in well if earlier.moment < answered.moment}
    for fact in (GOAL, *SAFETY):
        first = knowledge.question_of.get(fact)
        if first and first.id not in before and first.id in session.scenario.replies:
            return first.zeg
    return question.zeg


def judge_topics(session: Session, topics: Sequence[TopicMeasure]) -> list[Remark]:
    """A remark for each topic that brought nothing, one for all that were not spoken about, and for what is always needed."""
    asked = {answered.question: answered for answered in session.asked if answered.fits}
    found, silent = [], []
    for topic in topics:
        if topic.reached:
            found += _missed(session, topic, asked)
        elif any(name in asked for name in topic.missed):
            found.append(_brought_nothing(session, topic, asked))
        else:
            silent.append(topic)
    return [*found, *_silent(session, silent)]


def _brought_nothing(session: Session, topic: TopicMeasure, asked: dict[str, Answered]) -> Remark:
    first = session.scenario.knowledge.questions[topic.missed[0]]
    return Remark(
        about="onderwerp",
        text=_("U begon over '{titel}', maar kreeg er niets over te horen.").format(titel=_(topic.title)),
        moment=next(asked[name].moment for name in topic.missed if name in asked),
        topic=topic.topic,
        error="onderwerp_zonder_antwoord",
        instead=first.zeg,
        source=cited(session, first.bron),
    )


def _silent(session: Session, topics: Sequence[TopicMeasure]) -> list[Remark]:
    """One remark for every topic that was not spoken about: all of them in a list, the first three with a sentence to say."""
    if not topics:
        return []
    titles = [f"'{_(topic.title)}'" for topic in topics]
    said = [_("Niet gesproken is over {onderwerpen}.").format(onderwerpen=listed(titles)), _("Zeg bijvoorbeeld:")]
    said += [f"“{session.scenario.knowledge.questions[topic.missed[0]].zeg}”" for topic in topics[:SPOKEN]]
    return [Remark(about="onderwerp", text=" ".join(said), topic=topics[0].topic, error="onderwerp_gemist")]


def _missed(session: Session, topic: TopicMeasure, asked: dict[str, Answered]) -> list[Remark]:
    """The questions of a topic that are always needed and brought nothing."""
    found = []
    for name in topic.missed:
        question, tried = session.scenario.knowledge.questions[name], asked.get(name)
        if question.noodset != "ja":
            continue
        told = _("U vroeg ernaar, maar kreeg geen antwoord: {waarom}") if tried else _("Niet gevraagd: {waarom}")
        found.append(
            Remark(
                about="onderwerp",
                text=f"{_(topic.title)}. " + told.format(waarom=_(question.waarom)),
                moment=tried.moment if tried else -1,
                topic=topic.topic,
                error="vraag_zonder_antwoord" if tried else "vraag_gemist",
                instead=question.zeg,
                source=cited(session, question.bron),
            )
        )
    return found
