"""The routes with their arguments in lines, and the officer's decision. Nothing is chosen to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.dialogue import RouteVerdict
from gesprek.i18n import _
from gesprek.regel.commands import shown_name
from gesprek.sitting.choice import Choice
from gesprek.sitting.side import VERDICTS, argument, standings, why_a_reason

if TYPE_CHECKING:
    from gesprek.regel.conversation import Conversing

__all__ = ["decide", "routes_and_decision"]


def decide(on: Conversing, route: str) -> None:
    """Record the decision for a route ("" for none). What stands first is taken over; anything else asks a reason."""
    talk = on.talk
    first = {v.route.id for v in talk.c.situation.verdicts if v.oordeel == "primair"}
    reason: str | None = ""
    if route not in first:
        name = _(talk.k.routes[route].naam) if route else _("geen route")
        title = _("Besluit: {route}").format(route=name)
        message = why_a_reason(talk)
        reason = on.asking.reason(title, message, talk.lines.get(title, ""))
        talk.lines.pop(title, None)
    if reason is None:
        on.say(_("Er is geen besluit vastgelegd."))
    elif on.act(lambda: talk.c.decide(route, reason, talk.clock())):
        on.say(_made(on))


def _made(on: Conversing) -> str:
    """The decision so far."""
    made = on.talk.c.decision
    if made is None:
        return _("Nog geen besluit.")
    name = _(on.talk.k.routes[made.route].naam) if made.route else _("geen route")
    return _("Uw besluit: {route}").format(route=name) + (f" ({made.reason})" if made.reason else "")


def routes_and_decision(on: Conversing) -> None:
    """Every route with its number, to read its argument and to choose it; until the officer goes back."""
    talk = on.talk
    while True:
        found = standings(talk.c.situation)
        verdicts = {v.route.id: v for _standing, v in found}
        options = [Choice(v.route.id, f"{_(v.route.naam)}: {_(VERDICTS[standing][1])}") for standing, v in found]
        options.append(Choice("geen", _("geen van deze")))
        message = _("De aangifte staat altijd open, los van elke route: {aangifte}. U beslist; dit is een voorstel met redenen.")
        on.say("", message.format(aangifte=shown_name("aangifte")), _made(on))
        chosen = on.asking.choose(
            _("Routes en besluit"), "", options, _("Een nummer om de redenen te lezen, Enter om terug te gaan: ")
        )
        if chosen is None:
            return
        if chosen == "geen":
            decide(on, "")
        else:
            _one_route(on, verdicts[chosen])


def _one_route(on: Conversing, verdict: RouteVerdict) -> None:
    name = _(verdict.route.naam)
    lines = list(argument(on.talk, verdict, places=True))
    on.read(lines[0][0], lines[1:])
    message = _("Dit staat bovenaan bij wat aangever wil of bij de veiligheid.") if verdict.oordeel == "primair" else ""
    if on.asking.sure(_("Besluit: {route}?").format(route=name), message, _("Deze route kiezen"), _("Terug naar de routes")):
        decide(on, verdict.route.id)
