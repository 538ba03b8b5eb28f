"""PostgreSQL counts removed comments like a new one by a function, which keeps its plan.

As a part of the query for all facts about a new comment it was planned again for each of them, which
took longer than to run it.
"""

from django.db import migrations

BANDS = 21
MAX_PER_BAND = 100  # comments

BRANCHES = " UNION ALL ".join(
    f"(SELECT comment_id FROM moderation_likeness WHERE band_{number} = bands[{number + 1}]"  # noqa: S608 (constants)
    f" AND is_decided LIMIT {MAX_PER_BAND})"
    for number in range(BANDS)
)
FUNCTION = f"""
CREATE FUNCTION moderation_removed_candidates(bands integer[]) RETURNS bigint
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (
        SELECT COUNT(*) FROM comments_comment
        WHERE id IN ({BRANCHES}) AND status IN ('removed', 'rejected')
    );
END $$
"""  # noqa: S608 (constants)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION moderation_removed_candidates")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0027_places_of_house_rules")]
    operations = [migrations.RunPython(make, drop)]
