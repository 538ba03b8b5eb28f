"""Owners, Moderators and Editors, each with just the permissions their work needs."""

from django.db import migrations

GROUPS = {
    "Editors": [
        "posts.add_post",
        "posts.change_post",
        "posts.view_post",
        "posts.view_blog",
        "posts.change_blog",
        "posts.add_image",
        "posts.change_image",
        "posts.view_image",
        "posts.add_tag",
        "posts.change_tag",
        "posts.view_tag",
        "comments.view_comment",
        "comments.pick_comment",
        "comments.close_comment",
        "moderation.view_houserule",
        "moderation.add_houserule",
        "moderation.change_houserule",
    ],
    # To decide is to add a decision; nobody may change one, or anybody's words.
    "Moderators": [
        "comments.view_comment",
        "posts.view_post",
        "moderation.add_decision",
        "moderation.view_decision",
        "moderation.view_heldcomment",
        "moderation.view_reportedcomment",
        "moderation.view_wokenthread",
        "moderation.view_report",
        "moderation.add_ban",
        "moderation.view_ban",
        "moderation.add_note",
        "moderation.view_note",
        "moderation.add_batch",
        "moderation.view_batch",
        "moderation.view_houserule",
        "moderation.view_rule",
        "moderation.change_rule",
    ],
}
# Owners do what the others do, and say who looks after what. Accounts and their permissions are the
# superuser's: who may change an account could make it a superuser.
GROUPS["Owners"] = [
    *GROUPS["Editors"],
    *GROUPS["Moderators"],
    "accounts.view_user",
    "moderation.view_moderatorscope",
    "moderation.add_moderatorscope",
    "moderation.change_moderatorscope",
    "moderation.delete_moderatorscope",
]


def make(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, labels in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permission(apps, label) for label in labels))


def permission(apps, label):
    """Give the permission `app.verb_model`; Django itself makes them only after the last migration."""
    app, codename = label.split(".")
    verb, model = codename.split("_", 1)
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    name = f"Can {verb} {model}"
    return apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": name}
    )[0]


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0001_initial"),
        ("posts", "0001_initial"),
        ("comments", "0001_initial"),
        ("moderation", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
