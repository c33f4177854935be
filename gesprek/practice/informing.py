"""Remarks on the duty to inform (art. 5, opening words and letter j): whether it was told, when, how, and what was recorded."""

from __future__ import annotations

from gesprek.i18n import _, ngettext
from gesprek.practice.comparing import in_words
from gesprek.practice.kinds import HARMFUL
from gesprek.practice.measures import Remark
from gesprek.practice.reach import is_stopped
from gesprek.practice.scenario import reference_situation
from gesprek.practice.session import Answered, Session
from gesprek.practice.wording import cited

__all__ = ["BY_DUTY", "judge_duty"]

BASIS = "bsl art. 5 onder j"
_LATER = ("uitgesteld_met_reden", "geweigerd_door_slachtoffer", "nog_niet")
"""What the reference may say of a case in which it is rightly not told now."""
_GRAVEST = (
    "plicht_zonder_vertellen", "plicht_niet_gegeven", "plicht_hoe", "plicht_te_vroeg", "plicht_stand", "plicht_onvolledig",
    "plicht_niet_getoetst",
)  # fmt: skip
BY_DUTY = frozenset({"info5j_inhoud", "info5j_status", "info5j_tijdstip"})
"""Facts of the record of which the remark on the duty speaks."""


def judge_duty(session: Session) -> tuple[str, float | None, list[Remark]]:
    """The status of the duty by the record, its share (0 to 1), and one remark on when, how and what was recorded.

    Nothing of it but the status when the exercise was stopped before it was told.
    """
    judge = _Judge(session)
    if is_stopped(session) and not judge.told and judge.given is None:
        return judge.status(), None, []
    judge.telling()
    judge.recording()
    judge.understanding()
    return judge.status(), judge.share(), judge.remark()


class _Judge:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.scenario = session.scenario
        self.plan = session.scenario.plicht
        self.said: list[tuple[str, str]] = []
        self.moment = -1
        self.instead = ""
        self.duty = session.conversation.situation.duty
        self.question = session.scenario.knowledge.question_of.get("info5j_inhoud")
        self.told = [a for a in session.asked if a.fits and self.question and a.question == self.question.id]
        self.good: Answered | None = next((a for a in self.told if a.kind not in HARMFUL), None)
        given = session.conversation.answers.get("info5j_status")
        self.given = given.waarde if given else None
        self.stand = in_words(session.scenario.knowledge.facts["info5j_status"], given)
        self.postponed = self.plan.status in _LATER

    @property
    def early(self) -> bool:
        """True when something should have been asked before it was told."""
        if self.good is None:
            return False
        asked = [a for a in self.session.asked if a.fits and a.kind not in HARMFUL]
        before = {a.question for a in asked if a.moment < self.good.moment}
        return not before >= set(self.plan.after)

    def telling(self) -> None:
        moment = self.plan.moment
        if self.good and self.early:
            n = self._minute(self.good)
            said = ngettext(
                "U vertelde al na {n} minuut over herstel, en dat was te vroeg. {moment}",
                "U vertelde al na {n} minuten over herstel, en dat was te vroeg. {moment}",
                n,
            )
            self.add(said.format(n=n, moment=moment), "plicht_te_vroeg", self.good.moment)
        elif self.good:
            said = _("U vertelde over herstel na {n} minuten. {moment}")
            self.add(said.format(n=self._minute(self.good), moment=moment), moment=self.good.moment)
        elif self.told:
            said = _("U noemde herstel, maar niet zoals het hoort. {moment}")
            self.add(said.format(moment=moment), "plicht_hoe", self.told[0].moment)
        elif not self.postponed:
            self.add(_("U hebt niet over herstel verteld. {moment}").format(moment=moment), "plicht_niet_gegeven")

    def recording(self) -> None:
        if self.given == "gegeven" and not self.good:
            self.add(_("U legde vast dat de informatie is gegeven, maar dat is niet zo gebeurd."), "plicht_zonder_vertellen")
        elif self.given != self.plan.status:
            fact = self.scenario.knowledge.facts["info5j_status"]
            fits = in_words(fact, self.scenario.answer("info5j_status", self.plan.status))
            said = _("Vastgelegd is: {stand}. Hier past: {past}.")
            self.add(said.format(stand=self.stand or _("niets"), past=fits), "plicht_stand")
        if self.good and not self.postponed and self.duty.onderdelen:
            labels = self.scenario.knowledge.facts["info5j_inhoud"].waarden
            missing = "; ".join(_(labels.get(name, name)) for name in self.duty.onderdelen)
            said = _("Van de kern staat nog niet vast dat u dit vertelde: {wat}.")
            self.add(said.format(wat=missing), "plicht_onvolledig", self.good.moment)

    def understanding(self) -> None:
        check = self.scenario.knowledge.question_of.get("info5j_begrepen")
        if self.good is None or check is None or check.id not in self.scenario.replies:
            return
        tested = [a for a in self.session.asked if a.fits and a.question == check.id and a.moment > self.good.moment]
        if not tested:
            said = _("U vroeg niet wat de ander had onthouden. Zo weet u niet of uw uitleg overkwam.")
            self.add(said, "plicht_niet_getoetst", self.good.moment, instead=check.zeg)

    def add(self, text: str, error: str = "", moment: int = -1, instead: str = "") -> None:
        told = self.question.zeg if self.question and error in ("plicht_hoe", "plicht_niet_gegeven") else ""
        self.said.append((text, error))
        self.moment = self.moment if self.moment >= 0 else moment
        self.instead = self.instead or instead or told

    def remark(self) -> list[Remark]:
        """All of it as one; its error is the gravest."""
        if not self.said:
            return []
        errors = [error for _text, error in self.said if error]
        return [
            Remark(
                about="plicht",
                text=" ".join(text for text, _error in self.said),
                moment=self.moment,
                topic=self.scenario.knowledge.topic_of[self.question.id].id if self.question else "",
                error=min(errors, key=_GRAVEST.index, default=""),
                instead=self.instead,
                source=cited(self.session, [BASIS] if "bsl" in self.scenario.knowledge.sources else []),
            )
        ]

    def _minute(self, answered: Answered) -> int:
        return sum(earlier.minutes for earlier in self.session.asked if earlier.moment <= answered.moment)

    def status(self) -> str:
        """The status by the record; what the reference leaves open too (at what time, by whom) does not make it incomplete."""
        missing = set(self.duty.ontbreekt) - set(reference_situation(self.scenario).duty.ontbreekt)
        if self.duty.status == "deels" and self.good and self.given == "gegeven" and not missing:
            return "gegeven"
        return self.duty.status

    def share(self) -> float:
        """Half for telling it at a fitting moment and in a fitting way, a quarter for all of it, a quarter for the record."""
        right = self.given == self.plan.status
        if self.postponed:
            return 1.0 if right else 0.0
        if self.good is None:
            return 0.0
        return (0.25 if self.early else 0.5) + (0.0 if self.duty.onderdelen else 0.25) + (0.25 if right else 0.0)
