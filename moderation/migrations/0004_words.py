"""An index of the words in names, e-mails and bodies, for the search of the moderators' queues.

SQLite keeps it in a table of its own, which triggers keep in step; PostgreSQL in an index. Whoever
lets Django make comments_comment anew on SQLite makes the triggers anew too.
"""

from django.db import migrations

from moderation.words import POSTGRESQL_WORDS

FORGET = (
    "INSERT INTO moderation_words (moderation_words, rowid, name, email, body)"
    " VALUES ('delete', old.id, old.name, old.email, old.body);"
)
LEARN = (
    "INSERT INTO moderation_words (rowid, name, email, body)"
    " VALUES (new.id, new.name, new.email, new.body);"
)
MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE moderation_words USING fts5("
        "name, email, body, content='comments_comment', content_rowid='id', prefix='2 3')",
        f"CREATE TRIGGER moderation_words_learn AFTER INSERT ON comments_comment BEGIN {LEARN} END",
        "CREATE TRIGGER moderation_words_forget AFTER DELETE ON comments_comment"
        f" BEGIN {FORGET} END",
        "CREATE TRIGGER moderation_words_learn_anew AFTER UPDATE OF name, email, body"
        f" ON comments_comment BEGIN {FORGET} {LEARN} END",
        "INSERT INTO moderation_words (moderation_words) VALUES ('rebuild')",
    ],
    "postgresql": [
        f"CREATE INDEX moderation_words ON comments_comment USING gin (({POSTGRESQL_WORDS}))"
    ],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER moderation_words_learn",
        "DROP TRIGGER moderation_words_forget",
        "DROP TRIGGER moderation_words_learn_anew",
        "DROP TABLE moderation_words",
    ],
    "postgresql": ["DROP INDEX moderation_words"],
}


def execute(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_house_rules"), ("comments", "0001_initial")]

    operations = [migrations.RunPython(execute(MAKE), execute(DROP))]
