"""The formats of English."""

from moderation.word_lists.word_list import WordList

WORDS = WordList(
    unmistakable=(
        "moderator, moderators, admin, admins, administrator, administrators, webmaster, sysadmin"
    ),
    titles=(
        "staff, team, editor, editors, editorial, newsroom, official, support, mod, "
        "mods, moderation, administration, publisher, owner"
    ),
    marks="Staff, Author",
    guest="Guest",
    nobody="Somebody, A former reader",
    labels=(
        "Reply, Report, Report abuse, Leave a reply, Leave a comment, Preview, Send, "
        "Edit, Delete, Cancel, Submit, Sign in, Sign out, Log in, Log out"
    ),
    mistakes=(
        "correction, erratum, typo, misprint, misspelled, misspelt, incorrect, "
        "inaccurate, mistake, mistaken, factual error, should read"
    ),
    small_words="the, our, your, of, in, at, for, and",
    title_parts=(
        "chief, head, senior, deputy, managing, assistant, general, board, office, desk, "
        "department, site, website, blog, news, community, forum, comment, comments, "
        "content"
    ),
)
