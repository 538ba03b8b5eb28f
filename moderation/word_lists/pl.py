"""Polish."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable="moderatorka, moderatorzy, administratorka, administratorzy",
    titles=(
        "redakcja, redaktor, redaktorka, redaktorzy, redaktor naczelny, "
        "redaktorka naczelna, zespół redakcyjny, wydawca"
    ),
    marks="Redakcja, Autor, Autorka",
    guest="Gość",
    nobody="Ktoś, Konto usunięte, Dawny czytelnik",
    labels=(
        "Odpowiedz, Zgłoś, Zgłoś nadużycie, Skomentuj, Dodaj komentarz, Podgląd, Wyślij, "
        "Edytuj, Usuń, Skasuj, Anuluj, Zaloguj się, Zaloguj, Wyloguj się, Wyloguj"
    ),
    mistakes=(
        "sprostowanie, korekta, erata, errata, literówka, literówkę, literówki, "
        "błąd ortograficzny, błędy ortograficzne, błąd rzeczowy, błąd merytoryczny, "
        "błąd w tekście, błędnie napisane, nieprawda, nieścisłość, nieścisłości, "
        "powinno być, ma być"
    ),
    title_parts="naczelny, naczelna, zastępca",
)
