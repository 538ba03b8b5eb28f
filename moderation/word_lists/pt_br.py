"""Portuguese of Brazil."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable=(
        "moderador, moderadora, moderadores, administrador, administradora, administradores"
    ),
    titles=(
        "moderação, administração, redação, redator, redatora, redatores, editor, editora, "
        "editores, equipe, editor-chefe, editora-chefe, chefe de redação"
    ),
    marks="Redação, Autor, Autora",
    guest="Convidado, Convidada, Visitante",
    nobody="Alguém, Ex-participante, Antigo leitor",
    labels=(
        "Responder, Denunciar, Denunciar abuso, Comentar, Prévia, Visualizar, Enviar, "
        "Editar, Excluir, Apagar, Cancelar, Entrar, Sair"
    ),
    mistakes=(
        "correção, errata, erro de digitação, erro de ortografia, erro de português, "
        "erro factual, informação errada, está errado, está errada, está incorreto, "
        "está incorreta, o correto é, o certo é, deveria ser"
    ),
    small_words="do, da",
    title_parts="chefe",
)
