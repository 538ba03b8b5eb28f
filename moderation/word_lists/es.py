"""Spanish."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable=(
        "moderador, moderadora, moderadores, moderadoras, administrador, administradora, "
        "administradores"
    ),
    titles=(
        "redacción, redactor, redactora, redactores, editor, editora, editores, equipo, "
        "redactor jefe, jefe de redacción, jefa de redacción"
    ),
    marks="Redacción, Autor, Autora",
    guest="Invitado, Invitada",
    nobody="Alguien, Antiguo lector",
    labels=(
        "Responder, Denunciar, Denunciar abuso, Comentar, Vista previa, Enviar, Editar, "
        "Eliminar, Borrar, Cancelar, Iniciar sesión, Cerrar sesión"
    ),
    mistakes=(
        "corrección, fe de erratas, errata, erratas, error tipográfico, "
        "falta de ortografía, error de ortografía, error factual, dato erróneo, "
        "es incorrecto, es incorrecta, es inexacto, es inexacta, debería decir, "
        "debe decir"
    ),
    small_words="el, los, de",
    title_parts="jefe, jefa, general",
)
