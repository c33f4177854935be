"""From an empty folder to a case that has been taken over: afterwards there is only a record without personal data.

Without a network: every socket that is not between processes of this machine is noted and refused (control: `test_geen_netwerk`).
"""

from __future__ import annotations

from pathlib import Path

from gesprek.record import Vault
from tests.eind.bestuurder import REACHED
from tests.eind.hulp import PASSPHRASE, Home, now
from tests.eind.speuren import files_below
from tests.eind.verloop import NAME, STORY, from_begin_to_end


def test_nothing_is_left_but_a_record_without_personal_data_and_no_network_was_reached_for(tmp_path: Path) -> None:
    home = Home(tmp_path)
    code = from_begin_to_end(home, how="zonder-netwerk")
    assert not (home.home / REACHED).exists()
    assert "Er zijn geen dossiers." in home.asked("dossiers")
    assert "Alles klopt." in home.asked("kluis", "controleren")
    log = home.asked("logboek")
    assert f"vernietigen  {code}  gedaan" in log
    with Vault.unlock(home.vault, PASSPHRASE, now) as vault:
        db = vault.store
        for table in ("dossier", "gebeurtenis", "concept"):
            assert db.rows(f"SELECT * FROM {table}") == []  # noqa: S608 - names of ours
        assert [row[0] for row in db.rows("SELECT code FROM vernietigd")] == [code]
    for word in (NAME, STORY, "nagebeld"):
        assert word not in log
        for file in files_below(tmp_path):
            assert word.encode() not in file.read_bytes(), file
    outside = {file.parent for file in files_below(tmp_path) if home.vault not in file.parents}
    assert outside == {tmp_path}  # the passphrase that the test wrote itself, and nothing else
