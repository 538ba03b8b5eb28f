"""Which sentences readers can see, by the files that contain them.

A sentence is for staff alone if all its files are listed here. A file that is not listed counts as
one that readers see.
"""

# Files, and folders with a slash at the end, of the pages, forms and mails of staff.
DESK = (
    *("accounts/admin.py", "accounts/apps.py", "accounts/models/invitation.py"),
    "accounts/catalogues/sentences_of_the_admin.py",
    *("blogsite/admin_site.py", "blogsite/apps.py", "blogsite/export_pages.py"),
    *("blogsite/mail_examples.py", "blogsite/mail_previews.py", "blogsite/management/"),
    *("blogsite/models/", "blogsite/move_in/", "blogsite/moving_conversations.py"),
    "blogsite/old_database.py",
    *("blogsite/starting_pages/views.py", "blogsite/transfer/", "blogsite/webhooks/"),
    *("comments/admin.py", "comments/apps.py"),
    *("moderation/admin/", "moderation/apps.py", "moderation/desk/", "moderation/history/"),
    *("moderation/figures/desk_views.py", "moderation/keyset.py"),
    *("moderation/models/assignment.py", "moderation/models/batch.py"),
    *("moderation/models/decision_errors.py", "moderation/models/decision_manager.py"),
    *("moderation/models/desk_choice.py", "moderation/models/house_rule_proposal.py"),
    *("moderation/models/list_revision.py", "moderation/models/restriction.py"),
    *("moderation/models/rule.py", "moderation/models/rule_change.py"),
    *("moderation/models/scope.py", "moderation/models/screener.py"),
    *("moderation/models/screening_list.py", "moderation/models/spot_check.py"),
    *("moderation/models/training.py", "moderation/models/trial.py"),
    *("moderation/models/waiting.py", "moderation/notifying/"),
    *("moderation/templatetags/ages.py", "moderation/templatetags/heaviest_words.py"),
    "moderation/trials/",
    *("posts/accent.py", "posts/admin/", "posts/apps.py", "posts/forms/"),
    *("posts/models/biography.py", "posts/models/blog.py", "posts/models/comment_settings.py"),
    *("posts/models/image.py", "posts/models/look.py", "posts/models/look_settings.py"),
    *("posts/models/menu.py", "posts/models/old_url.py", "posts/models/page.py"),
    *("posts/models/page_path.py", "posts/models/revision.py", "posts/models/working_copy.py"),
    *("posts/page_paths.py", "posts/pictures.py", "posts/slugs.py"),
    "templates/admin/",
    *("templates/moderation/editorial.html", "templates/moderation/mail/_staff_foot.txt"),
    *("templates/moderation/mail/_staff_links.txt", "templates/moderation/mail/_staff_queues.txt"),
    *("templates/moderation/mail/editors_sheet.txt", "templates/moderation/mail/staff_"),
    "templates/moderation/stop_staff_mail.html",
)


def is_for_readers(files) -> bool:
    """Return whether readers may see a sentence that these files contain."""
    return not all(file.startswith(DESK) for file in files)
