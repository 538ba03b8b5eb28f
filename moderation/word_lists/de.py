"""German."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable="moderatorin, moderatoren, moderatorinnen, administratorin, administratoren",
    titles=(
        "das Team, Redaktion, das Redaktionsteam, Redakteur, Redakteurin, Redakteure, "
        "Chefredakteur, Chefredakteurin, Chefredaktion, Herausgeber, Herausgeberin, "
        "Verlag, Betreiber, Seitenbetreiber"
    ),
    marks="Redaktion, Autor, Autorin",
    guest="Gast",
    nobody="Jemand, Ehemaliges Mitglied",
    labels=(
        "Antworten, Antwort, Melden, Missbrauch melden, Kommentieren, Vorschau, Senden, "
        "Absenden, Bearbeiten, Löschen, Abbrechen, Anmelden, Abmelden"
    ),
    mistakes=(
        "Korrektur, Berichtigung, Richtigstellung, Tippfehler, Schreibfehler, "
        "Druckfehler, Rechtschreibfehler, Fehler im Text, falsch geschrieben, "
        "sachlich falsch, inhaltlich falsch, muss heißen, müsste heißen, sollte heißen"
    ),
    small_words="der, die",
    title_parts="leitende, leitender, stellvertretende, stellvertretender, chef",
)
