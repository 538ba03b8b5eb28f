"""Users, guests and what is held about them: the lowest layer, which imports none of our apps.

models/                  the account (User), who writes or reports (Person), and the mail to them
mail/                    the outbox: what waits to be sent, and its delivery
catalogues/              the sentences of the site in each language

guests.py                the cookie by which a guest is recognized
sign_in.py               whose account an e-mail or a user name is, and whether a password opens it
sign_in_stages.py        what comes after the password
sign_in_codes.py         codes sent by e-mail, by which somebody signs in
password_checks.py       the turns in which passwords are checked
second_factor.py         the second factor: how it is stored and reset
sessions.py              in which browsers an account is signed in, and how that ends
staff.py                 who may use pages that are for staff alone
adapter.py               how django-allauth does things here: names, mail, the hint cookie
forms.py                 its forms in our words
admin.py                 accounts and invitations in the admin

limits.py                rate limits, counted in the cache or in rows
languages.py             the languages in which people can have their pages and mail
own_locale.py            lets pages for one person speak the language that they chose
networks.py              the network of an IP address: as it is stored, counted or banned
email_domain.py          the domain of an e-mail, as mail servers and digests have it
email_as_name.py         finds an e-mail typed where a public name belongs

privacy.py               what the apps hold about people: each says so in personal_data.py
personal_data.py         what this app holds about them
own_data.py              the file with all that is stored about a person
retention.py             for how long IP addresses are stored
tasks.py                 what is done about people after the response
backoff.py               when something that failed is tried again
rounds.py                threads of the server that repeat something

checks.py                the system check of the catalogues
apps.py                  the app as Django knows it
migration_operations.py  serves the migrations of every app, for it imports none of ours
"""
