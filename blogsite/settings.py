"""Settings, read from the environment; safe defaults. Our own stand last."""

import os
import sys
from pathlib import Path

from django.forms import Script
from django.utils.csp import CSP

from blogsite import (
    backup_copy_settings,
    databases,
    environment,
    import_settings,
    logs,
    mailers,
    private_hosts,
    provider_settings,
    remote_check_settings,
    secret_key,
    shared_cache,
)
from blogsite.environment import Environment
from blogsite.object_store import media
from blogsite.serving import other_servers
from blogsite.site_url import site_address

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()

# The site's files are readable only for its own user: database, mail in files, media. See
# private_files.
os.umask(0o077)

# For all files that the site itself writes
VAR_DIR = env.folder("VAR_DIR", default=environment.VAR_DIR)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or secret_key.kept_in(VAR_DIR / "secret-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The site's URL, for links in mails. Owners have set it by this name.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="").rstrip("/") or site_address(
    CSRF_TRUSTED_ORIGINS,
    ALLOWED_HOSTS,
    env.int("PORT", default=8000, most=65_535),
    tls=env.bool("BEHIND_TLS", default=False),
)
# Set by blogsite.serving: the production server is running
SERVING = env.bool("SERVING", default=False)

INSTALLED_APPS = [
    "blogsite.apps.BlogsiteConfig",
    "moderation.apps.ModerationConfig",
    "comments.apps.CommentsConfig",
    "posts.apps.PostsConfig",
    "accounts.apps.AccountsConfig",
    "blogsite.apps.SiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",  # so that templates/ may have widgets of our own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_prose_editor",
    "django_tasks_db",
    "mptt",
]

MIDDLEWARE = [
    # First, so that every response has their headers, also files, redirects and errors.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "blogsite.middleware.permissions_policy.PermissionsPolicyMiddleware",
    "blogsite.middleware.client_ip.ClientIPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "blogsite.static_files.StaticFilesMiddleware",
    "blogsite.middleware.probes.ProbesMiddleware",
    "blogsite.middleware.blog_language.BlogLanguageMiddleware",
    "blogsite.middleware.api_answers.APIAnswersMiddleware",
    "blogsite.middleware.embedding.EmbeddingMiddleware",
    "blogsite.middleware.request_size.RequestSizeMiddleware",
    "blogsite.middleware.database_away.DatabaseAwayMiddleware",
    "blogsite.middleware.rate_limit.RateLimitMiddleware",
    "blogsite.middleware.busy_sign_in.BusySignInMiddleware",
    "blogsite.middleware.public_responses.PublicResponsesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "blogsite.middleware.append_slash.AppendSlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "blogsite.middleware.session_use.SessionUseMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "blogsite.middleware.old_url.OldURLMiddleware",
]

ROOT_URLCONF = "blogsite.urls"
WSGI_APPLICATION = "blogsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "blogsite.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASE_OPTIONS = {
    # A transaction pooler in between may not support prepared statements.
    "prepares": env.bool("DATABASE_PREPARES", default=True),
    # To PostgreSQL, for each worker: hundreds of threads share its hundred connections.
    "connections": env.int("DATABASE_CONNECTIONS", default=20, most=1_000),
    "wait": env.seconds("DATABASE_WAIT", default=5, most=300),
    "is_pooled": SERVING,
}
PRIMARY = env.database("DATABASE_URL", default=environment.sqlite_in(VAR_DIR))
REPLICAS = databases.replicas(env.replicas("DATABASE_REPLICA_URLS", of=PRIMARY), **DATABASE_OPTIONS)
DATABASES = {"default": databases.with_options(PRIMARY, **DATABASE_OPTIONS)} | REPLICAS

if SERVING:
    other_servers.name_connections(DATABASES["default"], SECRET_KEY)

CACHES = shared_cache.caches(env.str("CACHE_URL", default=""))

# With TASK_WORKERS, mail and batches wait for workers (`manage.py db_worker`). Without it, a server
# or the demo starts a process for a batch; elsewhere a batch runs while its page is open. A server
# sends mail itself; elsewhere mail is sent at once.
STARTS_TASKS = SERVING or sys.argv[1:2] in (["demo"], ["run_tasks"])
if env.bool("TASK_WORKERS", default=False):
    TASK_BACKEND = "django_tasks_db.DatabaseBackend"
elif STARTS_TASKS:
    TASK_BACKEND = "blogsite.serving.background.OnDemandBackend"
else:
    TASK_BACKEND = "django.tasks.backends.immediate.ImmediateBackend"
TASKS = {"default": {"BACKEND": TASK_BACKEND}}

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds

# django-allauth, with our forms, pages, mail and limits.
AUTHENTICATION_BACKENDS = ["accounts.sign_in.SignInBackend"]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "confirm_login_code": "accounts.forms.SignInCodeForm",
    "signup": "blogsite.account.sign_up.SignUpForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}  # SignInBackend also accepts user names of old accounts
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # queued like others, and never sent
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]  # a passkey, for people without a password
ACCOUNT_SESSION_REMEMBER = True
# Providers of accounts for signing in: OIDC_URL, OIDC_URL_…, GITHUB_URL.
SOCIALACCOUNT_PROVIDERS = provider_settings.providers(env.ENVIRON)
SOCIALACCOUNT_ADAPTER = "blogsite.account.accounts_elsewhere.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "activate_totp": "accounts.forms.AddAppForm",
    "authenticate_webauthn": "accounts.forms.UsePasskeyForm",
    "login_webauthn": "accounts.forms.PasskeySignInForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "signup_webauthn": "accounts.forms.SignUpPasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.ShowPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVING  # browsers allow it only on this machine
MFA_RATE_LIMITS = False
# Also accept the previous and the next code: clocks differ, and typing takes time
MFA_TOTP_TOLERANCE = 1
# Whether the desk is closed to staff without a second factor two weeks after they first came.
STAFF_NEEDS_SECOND_FACTOR = env.bool("STAFF_NEEDS_SECOND_FACTOR", default=SERVING)
# Its own limits count an e-mail address from everywhere, so a stranger could lock its owner out.
ACCOUNT_RATE_LIMITS = False

# A refused form is shown again with the typed text.
CSRF_FAILURE_VIEW = "blogsite.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True

# An article of a million characters; blogsite/middleware/request_size.py refuses smaller requests
# of readers.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

LANGUAGE_CODE = "en-us"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "blogsite.formats"
USE_I18N = True
USE_TZ = True
# The initial value for a new blog, which has its own setting.
TIME_ZONE = env.time_zone("TIME_ZONE", default="UTC")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
# Hashed names need `collectstatic` first: `make serve` sets STATIC_HASHED after it has run.
STATIC_HASHED = env.bool("STATIC_HASHED", default=False)
WHITENOISE_USE_FINDERS = not STATIC_HASHED
# Otherwise an edited file would be sent with its old length
WHITENOISE_AUTOREFRESH = not STATIC_HASHED
STORAGES = {
    "default": media.media_storage(env.bucket("MEDIA_STORAGE")),
    "staticfiles": {
        "BACKEND": (
            "blogsite.static_files.ReleaseStorage"
            if STATIC_HASHED
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"

MAILERS = mailers.mailers(env.str("EMAIL_URL", default=""), VAR_DIR / "mail")
# Servers and task workers without one leave mail in the outbox, for those that have one.
HAS_MAIL_SERVER = bool(env.str("EMAIL_URL", default=""))
MAIL_PER_MINUTE = env.int("MAIL_PER_MINUTE", default=0, least=0, most=100_000)  # 0: no limit
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="soundoff@localhost")

# Strict from the start: nothing inline, nothing from other sites.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# The desk may also load scripts by nonce, because the editor's import map is inline.
DESK_CSP = SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

# TLS ends in front of us. The proxies in TRUSTED_PROXIES say whether a request used it:
# ClientIPMiddleware removes the header of other senders.
HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 60 * 60, least=0, most=10**9)
if env.bool("BEHIND_TLS", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_REDIRECT_EXEMPT = ["^(healthz|readyz|metrics)$"]  # probes on the machine itself
    SECURE_HSTS_SECONDS = HSTS_SECONDS

LOGGING = logs.logging(in_production=SERVING)

# SQLite cannot defer a unique constraint; there `check_threads` detects errors. HSTS for other
# names below this domain, and browsers' preload lists, are the owner's decision.
SILENCED_SYSTEM_CHECKS = ["models.W038", "security.W005", "security.W021"]

# Our own settings.

# The desk's editor: our own set of its parts, without inline styles.
DJANGO_PROSE_EDITOR_PRESETS = {"desk": [Script("js/editor/editor.js", type="module")]}

# How text becomes HTML, as dotted paths: lower apps must not import moderation.
COMMENT_TEXT = "moderation.text.text.CommentText"
POST_TEXT = "moderation.text.text.PostText"

# The classes of the rules that screen a comment before it is stored, in order.
COMMENT_RULES = [
    "moderation.screening.texts.EmptyText",
    "moderation.screening.names.ButtonName",
    "moderation.screening.names.ImitatesStaff",
    "moderation.screening.names.NameOfAccount",
    "moderation.screening.authors.Banned",
    "moderation.screening.authors.UnreadWarning",
    "moderation.screening.authors.HeldByModerator",
    "moderation.screening.pace.TooFast",
    "moderation.screening.pace.StrangersInARow",
    "moderation.screening.slow_mode.SlowMode",
    "moderation.screening.texts.SameWordsAgain",
    "moderation.screening.lists.ListedPhrases",
    "moderation.screening.lists.ListedHosts",
    "moderation.screening.texts.ManyLinks",
    "moderation.screening.learned.LooksLikeSpam",
    "moderation.screening.similar_to_removed.LikeRemoved",
    "moderation.screening.posts.FirstComment",
    "moderation.screening.posts.LateComment",
    "moderation.screening.posts.HeldFirst",
    "moderation.screening.posts.OutsideHours",
    "moderation.screening.people.Newcomer",
    "moderation.screening.people.Guest",
    "moderation.screening.people.YoungAccount",
    "moderation.screening.remote.RemoteCheck",
    "moderation.screening.nudging.AskBeforeSending",
    "moderation.screening.harsh_words.HarshWordsFirst",
]

# The service that the remote check asks, if an owner switches it on.
REMOTE_CHECK_URL, REMOTE_CHECK_KEY = remote_check_settings.remote_check(os.environ)

# Hosts of the owner's own network.
WEBHOOK_PRIVATE_HOSTS = private_hosts.of_webhooks(os.environ)
READABLE_PRIVATE_HOSTS = private_hosts.readable(os.environ)

COMMENT_NUDGE = "moderation.screening.nudging.nudge"  # called before a comment is sent
# Called with a comment whose author has changed its text, inside its lock.
COMMENT_CHANGE = "moderation.similarity.filling.renew"
COMMENT_GROUNDS = "moderation.grounds.grounds_in_force"  # why comments were taken down

# The largest file that owners may upload for an import.
IMPORT_MAX_BYTES = import_settings.max_bytes(env)

# Where copies of backups go, and the public keys that they are encrypted for.
BACKUP_COPY_TO = backup_copy_settings.target(os.environ)
BACKUP_COPY_KEY = backup_copy_settings.public_keys(os.environ)

# Proxies whose forwarding headers are trusted, as IP addresses or networks.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

# The token with which Prometheus reads /metrics ("Authorization: Bearer …"); staff need none.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# Where errors are sent; `pip install sentry-sdk` first.
if dsn := env.str("SENTRY_DSN", default=""):
    logs.send_errors_to(dsn)
