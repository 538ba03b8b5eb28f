"""French."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable=(
        "modérateur, modératrice, modérateurs, modératrices, administrateur, "
        "administratrice, administrateurs"
    ),
    titles=(
        "modération, rédaction, rédacteur, rédactrice, rédacteurs, équipe, rédacteur en chef, "
        "rédactrice en chef, éditeur, éditrice, directeur de la publication"
    ),
    marks="Rédaction, Auteur, Autrice",
    guest="Invité",
    nobody="Quelqu’un, Ancien membre, Ancien lecteur",
    labels=(
        "Répondre, Signaler, Signaler un abus, Commenter, Laisser un commentaire, Aperçu, "
        "Envoyer, Modifier, Retirer, Supprimer, Annuler, Se connecter, Se déconnecter"
    ),
    mistakes=(
        "correction, erratum, coquille, faute de frappe, faute d’orthographe, "
        "erreur factuelle, erreur dans l’article, inexact, inexacte, erroné, erronée, "
        "il faut lire, lire plutôt"
    ),
    small_words="la, le, de, du, en",
    title_parts="chef, adjoint, adjointe",
)
