from blogsite.api.admin import APITokenAdmin
from blogsite.single_sign_on.admin import SigningKeyAdmin
from blogsite.webhooks.admin import WebhookAdmin
from blogsite.webmentions.admin import SentMentionAdmin

__all__ = ["APITokenAdmin", "SentMentionAdmin", "SigningKeyAdmin", "WebhookAdmin"]
