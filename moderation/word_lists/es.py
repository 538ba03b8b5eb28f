"""Spanish."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable=(
        "moderador, moderadora, moderadores, moderadoras, administrador, administradora, "
        "administradores, administradoras"
    ),
    titles=(
        "redacción, redactor, redactora, redactores, editor, editora, editores, equipo, "
        "redactor jefe, redactora jefa, jefe de redacción, jefa de redacción, moderación, "
        "administración, propietario, propietaria"
    ),
    marks="Redacción, Autor, Autora",
    guest="Visitante, Invitado, Invitada",
    nobody="Alguien, Antiguo lector, Antigua lectora",
    labels=(
        "Responder, Respuesta, Denunciar, Denunciar abuso, Comentar, Deja un comentario, "
        "Recomendar, Vista previa, Enviar, Editar, Eliminar, Borrar, Cancelar, "
        "Iniciar sesión, Cerrar sesión, Registrarse"
    ),
    mistakes=(
        "corrección, fe de erratas, errata, erratas, error tipográfico, error en el texto, "
        "falta de ortografía, error de ortografía, error factual, dato erróneo, "
        "mal escrito, mal escrita, es incorrecto, es incorrecta, es inexacto, es inexacta, "
        "debería decir, debe decir"
    ),
    small_words="el, la, los, las, de",
    title_parts="jefe, jefa, general",
)
