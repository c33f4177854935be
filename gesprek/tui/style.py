"""How it looks: three themes and the style sheet. Colour never says anything alone.

All text has at least 4.5:1 on what is under it, also soft, behind a window and selected; in hoog-contrast 7:1. Borders of
fields, and the bar beside what scrolls, have at least 3:1. tests/test_kleuren.py measures it on the drawn screens.
"""

from __future__ import annotations

from textual.theme import Theme

__all__ = ["SHEET", "THEMES", "theme_name"]


def _variables(lijn: str, veld: str, **colours: str) -> dict[str, str]:
    """The colours of our own in the style sheet; the bar beside what scrolls looks as the border of a field."""
    bars = {f"scrollbar{state}": lijn for state in ("", "-hover", "-active")}
    beds = {f"scrollbar-background{state}": veld for state in ("", "-hover", "-active")}
    ours = {name.replace("_", "-"): colour for name, colour in colours.items()}
    return {"lijn": lijn, "veld": veld, "scrollbar-corner-color": veld, **bars, **beds, **ours}


_DARK = Theme(
    name="gesprek-donker",
    dark=True,
    primary="#8ab4f8",
    secondary="#a8c7fa",
    accent="#ffcf70",
    foreground="#e6e8eb",
    background="#14171b",
    surface="#14171b",
    panel="#20252b",
    success="#8fd6a0",
    warning="#ffcf70",
    error="#ff9d94",
    variables=_variables(
        zacht="#a9b1ba",
        lijn="#7f8a96",
        veld="#1c2127",
        kiezen="#4470ad",
        kiezen_tekst="#ffffff",
        gevaar="#7d1f1a",
        gevaar_tekst="#ffffff",
        let_op="#4d3c12",
        let_op_tekst="#ffe7b3",
        balk="#20252b",
        achter="#14171b 12%",
    ),
)
_LIGHT = Theme(
    name="gesprek-licht",
    dark=False,
    primary="#0b4a9e",
    secondary="#0b4a9e",
    accent="#5c4010",
    foreground="#16191d",
    background="#fbfbf9",
    surface="#fbfbf9",
    panel="#ecece8",
    success="#14612b",
    warning="#5c4010",
    error="#a3160d",
    variables=_variables(
        zacht="#4f5862",
        lijn="#666e76",
        veld="#f2f2ee",
        kiezen="#0b4a9e",
        kiezen_tekst="#ffffff",
        gevaar="#a3160d",
        gevaar_tekst="#ffffff",
        let_op="#ffe9b8",
        let_op_tekst="#3d2a00",
        balk="#ecece8",
        achter="#fbfbf9 12%",
    ),
)
_HIGH_CONTRAST = Theme(
    name="gesprek-hoog-contrast",
    dark=True,
    primary="#8fd3ff",
    secondary="#8fd3ff",
    accent="#ffe14d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#8dff9e",
    warning="#ffe14d",
    error="#ffb3ad",
    variables=_variables(
        zacht="#e0e0e0",
        lijn="#c8c8c8",
        veld="#000000",
        kiezen="#ffe14d",
        kiezen_tekst="#000000",
        gevaar="#700000",
        gevaar_tekst="#ffffff",
        let_op="#3a2c00",
        let_op_tekst="#ffffff",
        balk="#000000",
        achter="#000000 20%",
    ),
)
THEMES = {"licht": _LIGHT, "donker": _DARK, "hoog-contrast": _HIGH_CONTRAST}
"""The themes by the name they have among the settings."""


def theme_name(theme: str) -> str:
    """What the library calls the theme `theme` of the settings."""
    return THEMES[theme].name


SHEET = """
Screen { background: $background; color: $foreground; layers: gewoon boven; }
.zacht { color: $zacht; }
.kop { text-style: bold; color: $primary; }
.fout { color: $error; text-style: bold; }
#te-klein { layer: boven; dock: top; width: 100%; height: 100%; background: $background; display: none; padding: 0 1; }
.-klein #te-klein { display: block; }
.balk { height: 1; background: $balk; padding: 0 1; }
.toetsen { dock: bottom; height: 1; background: $balk; color: $foreground; padding: 0 1; }

Choices { background: $background; scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden; }
Choices > .choices--key { color: $accent; text-style: bold; }
Choices > .choices--plain { color: $foreground; }
Choices > .choices--picked { color: $foreground; text-style: bold; }
Choices > .choices--detail { color: $zacht; }
Choices > .choices--suggested { color: $accent; text-style: bold; }
Choices > .choices--cursor { background: $kiezen; color: $kiezen-tekst; text-style: bold; }
TextPanel { background: $background; scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden; }
TextPanel > .panel--plain { color: $foreground; }
TextPanel > .panel--kop { color: $primary; text-style: bold; }
TextPanel > .panel--zacht { color: $zacht; }
TextPanel > .panel--goed { color: $success; }
TextPanel > .panel--fout { color: $error; }
TextPanel > .panel--let { color: $accent; }
PassagePanel > .passage--aangewezen { background: $kiezen; color: $kiezen-tekst; }
PassagePanel > .passage--herschreven { color: $accent; text-style: underline; }

Input, TextArea { background: $veld; color: $foreground; border: tall $lijn; padding: 0 1; }
Input { height: 3; }
Input:focus, TextArea:focus { background: $veld; background-tint: $veld 0%; border: tall $primary; }
TextArea .text-area--cursor { background: $primary; color: $background; }
TextArea .text-area--cursor-line { background: $veld; }
TextArea .text-area--selection { background: $kiezen; color: $kiezen-tekst; }
Input .input--cursor { background: $primary; color: $background; text-style: none; }
Input .input--selection { background: $kiezen; color: $kiezen-tekst; }
Input .input--placeholder, TextArea .text-area--placeholder { color: $zacht; }

StartScreen { align: center top; }
StartScreen #start { width: 100%; max-width: 96; height: 100%; padding: 1 3; }
StartScreen #titel { text-style: bold; color: $primary; }
StartScreen Static { height: auto; }
StartScreen Choices { height: auto; margin: 1 0; }

ModalScreen { align: center middle; background: $achter; }
Toast { background: $balk; color: $foreground; }
.venster { width: 100%; max-width: 92; height: auto; max-height: 100%; background: $background; border: round $primary;
  padding: 0 2; }
.venster Static { height: auto; }
.venster .kop { margin: 0 0 1 0; }
.venster .hint { color: $zacht; margin-top: 1; }
.venster .bericht { height: auto; max-height: 50vh; }
.venster Choices { height: auto; max-height: 16; margin-top: 1; }
.venster TextPanel { height: auto; max-height: 18; }
.venster TextArea { height: 8; }
.venster Proposals { height: auto; }
.venster Proposals Choices { margin-top: 0; max-height: 6; display: none; }
.venster Proposals.-er Choices { display: block; }
.venster.hoog { height: 100%; }
.venster.hoog TextPanel, .venster.hoog Choices { height: 1fr; max-height: 100%; }

ConversationScreen #midden-rij { height: 1fr; }
ConversationScreen #links { width: 25; height: 100%; padding: 0 1; border-right: solid $lijn; }
ConversationScreen #onderwerpen, ConversationScreen #nodig { height: auto; }
ConversationScreen #nodig { margin-top: 1; }
ConversationScreen #midden { width: 1fr; height: 100%; padding: 0 1; }
ConversationScreen #midden > Static { height: auto; }
ConversationScreen #rechts { width: 50; height: 100%; padding: 0 1; border-left: solid $lijn; display: none; }
ConversationScreen #rechts-kop { height: auto; }
ConversationScreen #poort { height: auto; max-height: 3; background: $let-op; color: $let-op-tekst; padding: 0 1; display: none; }
ConversationScreen #poort.-speelt { display: block; }
ConversationScreen #voorbeeld { display: none; background: $kiezen; color: $kiezen-tekst; height: 1; padding: 0 1; }
ConversationScreen #voorbeeld.-aan { display: block; }
ConversationScreen #kop-vraag { color: $primary; text-style: bold; }
ConversationScreen #zeg { margin-top: 1; }
ConversationScreen #waarom { color: $zacht; margin-top: 1; }
ConversationScreen #feit { margin-top: 1; text-style: bold; }
ConversationScreen #invoer { height: 1fr; min-height: 4; }
ConversationScreen #invoer > * { display: none; }
ConversationScreen #invoer > .-aan { display: block; }
ConversationScreen #invoer Choices, ConversationScreen #invoer TextArea { height: 1fr; }
ConversationScreen #melding { color: $accent; }
ConversationScreen.-laag #zeg, ConversationScreen.-laag #waarom, ConversationScreen.-laag #feit { margin-top: 0; }
ConversationScreen #status { height: 1; color: $zacht; padding: 0 1; background: $background; }
ConversationScreen.-breed #rechts { display: block; }
ConversationScreen.-breed #links { width: 28; }
ConversationScreen.-stukken #rechts { display: block; width: 1fr; border-left: none; }
ConversationScreen #rechts-kop { margin-bottom: 1; }
ConversationScreen.-stukken #midden { display: none; }
ConversationScreen.-breed.-stukken #rechts { width: 50; border-left: solid $lijn; }
ConversationScreen.-breed.-stukken #midden { display: block; }
ConversationScreen #uiterst-rechts { display: none; width: 36; height: 100%; padding: 0 1; border-left: solid $lijn; }
ConversationScreen #routes-kop { height: auto; margin-bottom: 1; }
ConversationScreen.-ruim #uiterst-rechts { display: block; }
ConversationScreen.-ruim #rechts { width: 46; }
ConversationScreen.-ruim.-stukken #rechts { width: 46; }
ConversationScreen.-ruim #links { width: 28; }

PracticeScreen #zeg { display: none; }
PracticeScreen #gehoord { height: auto; max-height: 45%; padding-left: 1; }
PracticeScreen #gehoord:focus { padding-left: 0; border-left: thick $primary; }
PracticeScreen.-laag #gehoord { max-height: 4; }
PracticeScreen.-laag.-gevraagd #gehoord { max-height: 60%; }
PracticeScreen #hoe-gevraagd { margin-top: 1; }
PracticeScreen.-laag #hoe-gevraagd, PracticeScreen.-laag #kop-vraag { margin-top: 0; }
PracticeScreen.-laag.-gevraagd #waarom { display: none; }
PracticeScreen.-laag #waarom { max-height: 3; }
.vragen Choices { max-height: 50vh; }
#verslag { height: 1fr; width: 100%; max-width: 86; padding: 1 4; }

AcuutScreen { background: $gevaar; align: center top; }
AcuutScreen #acuut { width: 100%; max-width: 96; height: 100%; padding: 0 2; background: $gevaar; color: $gevaar-tekst; }
AcuutScreen Static { height: auto; color: $gevaar-tekst; }
AcuutScreen .groot { text-style: bold; margin: 0 0 1 0; }
AcuutScreen Input, AcuutScreen Input:focus { margin-top: 0; border: tall $gevaar-tekst; background: $gevaar;
  color: $gevaar-tekst; }
AcuutScreen Input .input--cursor { background: $gevaar-tekst; color: $gevaar; }
AcuutScreen .fout { color: $gevaar-tekst; }
ConversationScreen #kop.-fout { background: $gevaar; color: $gevaar-tekst; }
BlankScreen, UnlockScreen, NewVaultScreen, RecoveryKeyScreen { background: $background; align: center top; }
BlankScreen { padding: 1 2; }
#slot { width: 100%; max-width: 84; height: 100%; padding: 1 2; }
#slot Static { height: auto; }
#slot .alinea, #slot .kop { margin-bottom: 1; }
#slot .sleutel { text-style: bold; margin: 0 4; }
#slot Input, #slot Input:focus { height: 1; border: none; padding: 0 1; margin-bottom: 1; }
LettersScreen { align: left top; background: $background 0%; layers: gewoon boven; }
LettersScreen .letter { position: absolute; width: 3; height: 1; background: $kiezen; color: $kiezen-tekst; text-style: bold; }
#letters-uitleg { dock: bottom; }
#voorlezen, #routes { width: 100%; height: 100%; background: $background; }
#voorlezen { align-horizontal: center; }
#voorlezen Static, #routes Static { height: auto; width: 100%; }
#voorlees-tekst { height: 1fr; width: 100%; max-width: 86; padding: 1 4; }
#voorlees-melding { padding: 0 1; color: $accent; }
#altijd { padding: 0 1; color: $success; }
#tekens { padding: 0 1; }
#besluit { padding: 0 1; }
#routes-rij { height: 1fr; }
#routes-lijst { width: 38; height: 100%; border-right: solid $lijn; }
#argument { width: 1fr; height: 100%; padding: 0 1; }
"""
