"""Dutch."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable="beheerder, beheerders, moderatoren",
    titles=(
        "moderatie, beheer, redactie, redacteur, redacteuren, hoofdredactie, hoofdredacteur, "
        "eindredactie, eindredacteur, uitgever"
    ),
    marks="Redactie, Auteur",
    guest="Gast",
    nobody="Iemand, Voormalig lezer",
    labels=(
        "Antwoorden, Reageren, Reageer, Beantwoorden, Melden, Misbruik melden, Voorbeeld, "
        "Voorvertoning, Versturen, Verzenden, Bewerken, Verwijderen, Wissen, Annuleren, "
        "Inloggen, Aanmelden, Uitloggen, Afmelden"
    ),
    mistakes=(
        "correctie, rectificatie, erratum, tikfout, typefout, typo, spelfout, taalfout, "
        "drukfout, feitelijke fout, feitelijk onjuist, onjuist, klopt niet, moet zijn, "
        "had moeten zijn"
    ),
    title_parts="hoofd, adjunct",
)
