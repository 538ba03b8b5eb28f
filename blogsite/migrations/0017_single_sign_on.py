"""Note by which keys other sites sign their readers in, and who these are."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

PERMISSIONS = {
    f"{act}_signingkey": f"Can {act} key of a site" for act in ("add", "change", "delete", "view")
}


def let_owners(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="blogsite", model="signingkey"
    )
    owners = apps.get_model("auth", "Group").objects.filter(name="Owners").first()
    for codename, name in PERMISSIONS.items():
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        if owners:
            owners.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0016_sites_are_of_posts"),
        ("posts", "0016_foreign_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UsedToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "algorithm",
                    models.CharField(
                        choices=[
                            ("HS256", "HS256: a secret that both sites know"),
                            ("RS256", "RS256: an RSA key of the site"),
                            ("ES256", "ES256: a P-256 key of the site"),
                            ("EdDSA", "EdDSA: an Ed25519 key of the site"),
                        ],
                        max_length=10,
                        verbose_name="algorithm",
                    ),
                ),
                ("nonce", models.CharField(blank=True, editable=False, max_length=32)),
                (
                    "public_key",
                    models.TextField(blank=True, max_length=4000, verbose_name="public key"),
                ),
                (
                    "confirms_emails",
                    models.BooleanField(
                        default=False,
                        help_text="If not, e-mails in its tokens are ignored.",
                        verbose_name="the site has confirmed the e-mails of its readers",
                    ),
                ),
                (
                    "created",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signing_keys",
                        to="posts.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "key of a site",
                "verbose_name_plural": "keys of sites",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("algorithm", "HS256"),
                                ("public_key", ""),
                                models.Q(("nonce", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("algorithm", "HS256"), _negated=True),
                                ("nonce", ""),
                                models.Q(("public_key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_secret_or_a_public_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SiteReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=255)),
                ("subject", models.CharField(max_length=255)),
                ("name", models.CharField(blank=True, max_length=60)),
                (
                    "created",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "user",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="site_reader",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "subject"), name="one_account_a_reader"
                    )
                ],
            },
        ),
        migrations.RunPython(let_owners, migrations.RunPython.noop),
    ]
