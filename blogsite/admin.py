from blogsite.api.desk import APITokenAdmin
from blogsite.single_sign_on.desk import SigningKeyAdmin
from blogsite.webhooks.desk import WebhookAdmin
from blogsite.webmentions.desk import SentMentionAdmin

__all__ = ["APITokenAdmin", "SentMentionAdmin", "SigningKeyAdmin", "WebhookAdmin"]
