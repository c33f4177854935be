"""A dossier keeps the flow it began with; a newer one is offered with what it keeps, orphans and opens, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from gesprek.dialogue import make_answer
from gesprek.dialogue.conversation import Conversation
from gesprek.errors import GesprekError
from gesprek.keeping import Keeping, begin_conversation, beginning_of, plan_update, resume, update
from gesprek.knowledge import load_knowledge, loading
from gesprek.paths import flows_dir
from gesprek.record import Damaged, Dossier, Vault, open_dossier
from gesprek.record.sealing import Cost

MOMENT = datetime(2026, 11, 23, 13, 5)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _printed = Vault.create(tmp_path / "kluis", "een twee drie vier", lambda: MOMENT, cost=Cost(19 * 1024, 2, 1))
    yield made
    made.close()


class Flows:
    """The flows that the program ships, which a test can change as an update of the program would."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        shutil.copytree(flows_dir(), folder)
        monkeypatch.setattr(loading, "flows_dir", lambda: folder)
        load_knowledge.cache_clear()

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        load_knowledge.cache_clear()


@pytest.fixture
def flows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flows]:
    yield Flows(tmp_path / "flows", monkeypatch)
    load_knowledge.cache_clear()


def begun(vault: Vault, *facts: tuple[str, str]) -> Keeping:
    conversation, keeping = begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))
    for fact, value in facts:
        conversation.answer(fact, make_answer(conversation.knowledge.facts[fact], value), MOMENT)
    return keeping


def again(vault: Vault, code: str) -> tuple[Dossier, Conversation]:
    dossier = open_dossier(vault, code)
    return dossier, resume(vault, dossier).conversation


def test_a_dossier_goes_on_with_the_flow_it_began_with(vault: Vault, flows: Flows) -> None:
    keeping = begun(vault, ("acuut_gevaar", "nee"))
    before = keeping.conversation.knowledge
    keeping.dossier.close()
    flows.change("aangifte/flow.yaml", "Welkom en veiligheid", "Een heel andere titel")
    assert load_knowledge("aangifte").sha256 != before.sha256
    _dossier, conversation = again(vault, keeping.dossier.code)
    assert conversation.knowledge.sha256 == before.sha256
    assert conversation.knowledge.flow.onderwerpen[0].titel == "Welkom en veiligheid"
    assert conversation.answers["acuut_gevaar"].waarde == "nee"


def test_the_templates_are_those_of_the_pinned_flow_too(vault: Vault, flows: Flows) -> None:
    from gesprek.report import compose

    keeping = begun(vault, ("acuut_gevaar", "nee"))
    keeping.dossier.close()
    template = flows.folder / "aangifte" / "documenten" / "aangifte.j2"
    before = compose(keeping.conversation.situation).texts
    template.write_text("{% zin %}Dit is een ander stuk.{% endzin %}\n", "utf-8")
    load_knowledge.cache_clear()
    _dossier, conversation = again(vault, keeping.dossier.code)
    assert compose(conversation.situation).texts == before


def test_a_preview_names_what_is_kept_orphaned_and_opened_and_changes_nothing(vault: Vault, flows: Flows) -> None:
    keeping = begun(vault, ("acuut_gevaar", "nee"), ("verbalisant_naam", "J. de Wit"), ("letsel", "licht"))
    rows = list(keeping.dossier.rows)
    rename_a_value(flows)
    plan = plan_update(vault, keeping.dossier)
    assert not plan.current
    assert {"acuut_gevaar", "verbalisant_naam"} <= set(plan.kept)
    assert plan.orphaned == ("letsel",)
    assert "letsel" in plan.opened
    assert keeping.dossier.rows == rows
    assert beginning_of(keeping.dossier).sha256 == plan.before.sha256


def rename_a_value(flows: Flows) -> None:
    """The newer flow knows "heel_licht" where the older had "licht": an answer that has no place any more."""
    flows.change("feiten.yaml", "{geen: geen, licht: licht, ", "{geen: geen, heel_licht: licht, ")
    flows.change("aangifte/woorden.yaml", "      licht: [", "      heel_licht: [")
    poorten = flows.folder / "poorten.yaml"
    poorten.write_text(poorten.read_text("utf-8").replace("letsel in [licht,", "letsel in [heel_licht,"), "utf-8")
    load_knowledge.cache_clear()


def test_after_updating_the_orphan_is_off_the_answers_and_still_in_the_record(vault: Vault, flows: Flows) -> None:
    keeping = begun(vault, ("acuut_gevaar", "nee"), ("letsel", "licht"))
    rename_a_value(flows)
    update(vault, keeping.dossier, plan_update(vault, keeping.dossier))
    keeping.dossier.close()
    dossier, conversation = again(vault, keeping.dossier.code)
    assert conversation.knowledge.sha256 == load_knowledge("aangifte").sha256
    assert set(conversation.answers) == {"acuut_gevaar"}
    assert [row.data["after"]["letsel"]["w"] for row in dossier.rows if "letsel" in row.data.get("after", {})] == ["licht"]
    assert plan_update(vault, dossier).current


def test_undo_still_finds_its_events_after_an_update(vault: Vault, flows: Flows) -> None:
    keeping = begun(vault, ("letsel", "licht"), ("acuut_gevaar", "nee"))
    rename_a_value(flows)
    update(vault, keeping.dossier, plan_update(vault, keeping.dossier))
    keeping.dossier.close()
    dossier, conversation = again(vault, keeping.dossier.code)
    assert conversation.undo(MOMENT) == ["acuut_gevaar"]
    dossier.close()
    assert again(vault, keeping.dossier.code)[1].answers == {}


def test_a_flow_that_is_the_newest_needs_no_update(vault: Vault) -> None:
    keeping = begun(vault, ("acuut_gevaar", "nee"))
    assert plan_update(vault, keeping.dossier).current


@pytest.mark.parametrize("damage", ["veranderd", "weg"])
def test_a_pinned_flow_that_was_changed_or_lost_is_named_and_updating_is_offered(vault: Vault, flows: Flows, damage: str) -> None:
    keeping = begun(vault, ("acuut_gevaar", "nee"))
    kept = vault.files.flow(keeping.conversation.knowledge.sha256)
    keeping.dossier.close()
    flows.change("aangifte/flow.yaml", "Welkom en veiligheid", "Een heel andere titel")
    if damage == "weg":
        shutil.rmtree(kept)
    else:
        path = kept / "aangifte" / "flow.yaml"
        path.write_text(path.read_text("utf-8").replace("Uw verhaal", "Uw onzin"), "utf-8")
    dossier = open_dossier(vault, keeping.dossier.code)
    with pytest.raises(Damaged) as refused:
        resume(vault, dossier)
    assert "bijwerken" in str(refused.value)
    update(vault, dossier, plan_update(vault, dossier))
    assert resume(vault, dossier).conversation.answers["acuut_gevaar"].waarde == "nee"


def test_an_action_that_the_vault_refuses_leaves_the_conversation_as_it_was(vault: Vault) -> None:
    keeping = begun(vault, ("acuut_gevaar", "nee"))
    conversation = keeping.conversation
    before = (dict(conversation.answers), list(conversation.events), conversation.stages.place(), list(conversation.notes))

    def refuse(_events: object) -> None:
        raise GesprekError("vol")

    conversation.keeper = refuse
    facts = conversation.knowledge.facts

    def several() -> None:
        with conversation.action():
            conversation.answer("verbalisant_naam", make_answer(facts["verbalisant_naam"], "Jan"), MOMENT)
            conversation.note(conversation.stages.topic, "let op", MOMENT)
            conversation.go(conversation.knowledge.flow.onderwerpen[1].id, MOMENT)

    with pytest.raises(GesprekError):
        several()
    after = (conversation.answers, conversation.events, conversation.stages.place(), conversation.notes)
    assert after == before
    with pytest.raises(GesprekError):
        conversation.undo(MOMENT)
    assert conversation.answers == before[0]
