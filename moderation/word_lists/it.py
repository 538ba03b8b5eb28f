"""Italian."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable=(
        "moderatore, moderatrice, moderatori, amministratore, amministratrice, amministratori"
    ),
    titles=(
        "moderazione, amministrazione, redazione, redattore, redattrice, redattori, "
        "caporedattore, caporedattrice, direttore responsabile, editore"
    ),
    marks="Redazione, Autore, Autrice",
    guest="Ospite",
    nobody="Qualcuno, Ex utente, Ex lettore",
    labels=(
        "Rispondi, Segnala, Segnala abuso, Commenta, Anteprima, Invia, Modifica, "
        "Elimina, Cancella, Annulla, Accedi, Esci"
    ),
    mistakes=(
        "correzione, rettifica, errata corrige, refuso, refusi, errore di battitura, "
        "errore di ortografia, errore fattuale, inesatto, inesatta, inesattezza, "
        "è sbagliato, è sbagliata, è errato, è errata, si legga, dovrebbe essere"
    ),
    small_words="il, lo",
    title_parts="capo, vice",
)
