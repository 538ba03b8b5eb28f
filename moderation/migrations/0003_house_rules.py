"""The rules a new blog begins with; the owner amends them in the admin."""

from django.db import migrations

# code, title, text, the sentence the author reads
RULES = [
    (
        "spam",
        "No advertising",
        "This is a place to talk. Advertising, chains of links and words written to be found by "
        "search engines are taken out.",
        "It advertises something, or has nothing to do with the conversation.",
    ),
    (
        "harassment",
        "Criticise what is said, not who says it",
        "Contradict as firmly as you like. Insults, mockery of a person, and following somebody "
        "from thread to thread are not an argument.",
        "It goes against a person instead of what they said.",
    ),
    (
        "hate",
        "Nobody is less for what they are",
        "We do not run down people for their origin, colour, faith, sex, love, age, body or "
        "illness, and we do not wish them away.",
        "It runs people down for what they are.",
    ),
    (
        "threat",
        "No threats",
        "Do not threaten anybody, and do not call for violence, in earnest or as a joke: those "
        "who read it cannot tell.",
        "It can be read as a threat, or as a call for violence.",
    ),
    (
        "private_information",
        "Private stays private",
        "Addresses, telephone numbers, workplaces and illnesses belong to those they concern. "
        "Leave them out, your own as well.",
        "It tells something private, of somebody else or of yourself, that should not stand here.",
    ),
    (
        "misinformation",
        "Nothing that could hurt who believes it",
        "Being wrong is allowed. Advice that harms whoever follows it, such as a false dose or "
        "a cure put in the place of treatment, is not.",
        "Following it could harm somebody.",
    ),
    (
        "off_topic",
        "Stay with the subject",
        "A conversation may wander, but it begins with the article. What belongs elsewhere is "
        "taken out so that the others find each other.",
        "It is about something else than the article and the conversation under it.",
    ),
    (
        "illegal",
        "The law holds here too",
        "What the law forbids to publish is removed, whoever wrote it.",
        "It appears to break the law.",
    ),
]


def make(apps, schema_editor):
    HouseRule = apps.get_model("moderation", "HouseRule")
    HouseRuleVersion = apps.get_model("moderation", "HouseRuleVersion")
    for position, (code, title, text, sentence) in enumerate(RULES, start=1):
        rule = HouseRule.objects.create(code=code, position=10 * position)
        HouseRuleVersion.objects.create(
            rule=rule, number=1, title=title, text=text, sentence=sentence
        )


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_append_only")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
