"""From an exercise to its measures: a pure function of the session. No chance, no clock; virtual minutes only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gesprek.practice.comparing import compare_record
from gesprek.practice.informing import judge_duty
from gesprek.practice.judging import judge_interruptions, judge_record, judge_route, judge_signals, judge_time
from gesprek.practice.kinds import HARMFUL, RECOMMENDED
from gesprek.practice.measures import FactMeasure, Measures, Part, QuestionMeasure, Remark, SignalMeasure, TopicMeasure
from gesprek.practice.praise import praise
from gesprek.practice.reach import questions_in_reach
from gesprek.practice.session import Session
from gesprek.practice.wording import judge_questions, judge_topics, part_titles

__all__ = ["WEIGHTS", "measure"]

WEIGHTS = {"vragen": 25, "onderwerpen": 15, "signalen": 15, "plicht": 15, "vastlegging": 20, "route": 5, "onderbrekingen": 5}
"""What each part counts for; 100 together. Questions and the record weigh most: those are what feedback changes."""


def measure(session: Session) -> Measures:
    """Everything that can be said of an exercise. The same session gives the same measures."""
    scenario = session.scenario
    questions = _questions(session)
    topics = _topics(session)
    facts = compare_record(session)
    signals, said_of_signals = judge_signals(session)
    duty, duty_share, said_of_duty = judge_duty(session)
    route_share, said_of_route = judge_route(session)
    coped, said_of_interruptions = judge_interruptions(session)
    shares: dict[str, float | None] = {
        "vragen": _of_questions(questions),
        "onderwerpen": _of_topics(topics),
        "signalen": _of_signals(signals),
        "plicht": duty_share,
        "vastlegging": _of_record(facts),
        "route": route_share,
        "onderbrekingen": coped,
    }
    titles = part_titles()
    parts = tuple(Part(name, titles[name], _rounded(share), WEIGHTS[name]) for name, share in shares.items())
    remarks: list[Remark] = [
        *judge_questions(session, questions),
        *judge_topics(session, topics),
        *said_of_signals,
        *said_of_duty,
        *judge_record(session, facts),
        *said_of_route,
        *said_of_interruptions,
        *judge_time(session, topics),
    ]
    undisputed = [question for question in questions if not question.contested]
    return Measures(
        exercise=scenario.oefening,
        title=scenario.titel,
        person=scenario.persoon.naam,
        seed=session.seed,
        over=session.over,
        minutes=session.minutes,
        planned=scenario.duur_minuten,
        score=_total(parts),
        parts=parts,
        share=_recommended(questions),
        share_uncontested=_recommended(undisputed),
        kinds=dict(Counter(question.kind for question in questions)),
        questions=tuple(questions),
        topics=tuple(topics),
        signals=tuple(signals),
        facts=tuple(facts),
        duty=duty,
        remarks=tuple(remarks),
        praise=tuple(praise(session, signals)),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _total(parts: Sequence[Part]) -> int:
    """Of 100, over the parts that there was an occasion for."""
    there = [(part.share, part.weight) for part in parts if part.share is not None]
    weight = sum(weight for _share, weight in there)
    return round(100 * sum(share * weight for share, weight in there) / weight) if weight else 0


def _questions(session: Session) -> list[QuestionMeasure]:
    texts = session.scenario.kinds.texts
    found: list[QuestionMeasure] = []
    minute = 0
    invited: set[str] = set()
    for answered in session.asked:
        minute += answered.minutes
        advised = texts[answered.kind].aanbevolen if answered.kind in texts else "nee"
        found.append(
            QuestionMeasure(
                moment=answered.moment,
                question=answered.question,
                topic=session.scenario.knowledge.topic_of[answered.question].id,
                kind=answered.kind,
                recommended=advised == "ja" or (advised == "na_open" and answered.question in invited),
                harmful=answered.kind in HARMFUL,
                own=answered.own,
                contested=answered.moment in session.contested,
                minute=minute,
            )
        )
        if answered.fits and answered.kind in RECOMMENDED:
            invited.add(answered.question)
    return found


def _topics(session: Session) -> list[TopicMeasure]:
    """Per topic the questions for which this person has an answer, and how many of them brought it."""
    scenario, reach = session.scenario, questions_in_reach(session)
    brought = {answered.question for answered in session.asked if answered.released}
    heard = {a.question for a in session.asked if a.fits and a.kind not in HARMFUL and not a.closed}
    replies = scenario.replies
    found = []
    for topic in scenario.knowledge.flow.onderwerpen:
        expected = [question.id for question in topic.vragen if question.id in replies and question.id in reach]
        reached = {
            name
            for name in expected
            if name in brought or (name in heard and not replies[name].feiten) or _all_known(session, replies[name].feiten)
        }
        missed = tuple(name for name in expected if name not in reached)
        if expected:
            found.append(TopicMeasure(topic.id, topic.titel, len(expected), len(reached), missed))
    return found


def _all_known(session: Session, facts: dict[str, object]) -> bool:
    """True when the person told all of it in answer to something else."""
    return bool(facts) and facts.keys() <= session.known.keys()


# -- shares, each 0 to 1 ----------------------------------------------------------------------------------------------------


def _recommended(questions: Sequence[QuestionMeasure]) -> float | None:
    if not questions:
        return None
    return round(sum(question.recommended for question in questions) / len(questions), 4)


def _of_questions(questions: Sequence[QuestionMeasure]) -> float | None:
    """1 when all are recommended, 0 when all are harmful, half for what neither opens nor harms; None without questions."""
    if not questions:
        return None
    good, bad = sum(question.recommended for question in questions), sum(question.harmful for question in questions)
    return 0.5 + (good - bad) / len(questions) / 2


def _of_topics(topics: Sequence[TopicMeasure]) -> float | None:
    expected = sum(topic.expected for topic in topics)
    return sum(topic.reached for topic in topics) / expected if expected else None


def _of_signals(signals: Sequence[SignalMeasure]) -> float | None:
    return sum(signal.seen for signal in signals) / len(signals) if signals else None


def _of_record(facts: Sequence[FactMeasure]) -> float | None:
    """What matches, half of what must be compared by eye or was right unasked; what was filled in or gone along with is loss."""
    expected = [fact for fact in facts if fact.expected]
    if not expected:
        return 0.0 if any(_worth(fact) < 0 for fact in facts) else None
    total = sum(_worth(fact) for fact in facts)
    return min(1.0, max(0.0, total / len(expected)))


def _worth(fact: FactMeasure) -> float:
    worth = {"klopt": 1.0, "ongevraagd": 0.5, "vergelijk": 0.5, "ingevuld": -0.5, "meegegaan": -1.0}
    return 1.0 if fact.state == "ongevraagd" and fact.plain else worth.get(fact.state, 0.0)
