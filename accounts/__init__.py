"""Users, guests and what is held about them: the lowest layer, which imports none of our apps.

models/                  the account (User), who writes or reports (Person), and the mail to them
mail/                    the outbox: what waits to be sent, and its delivery
catalogues/              the sentences of the site in each language

guests.py                the cookie by which a guest is recognized
sign_in.py               whose account an e-mail or a user name is, and whether a password opens it
sign_in_stages.py        the steps between a right password and being signed in
sign_in_codes.py         sign-in codes sent by e-mail
password_checks.py       limits how many passwords are checked at once
second_factor.py         the second factor: how it is stored and reset
sessions.py              in which browsers an account is signed in, and how that ends
staff.py                 who may use pages for staff
adapter.py               what we change in django-allauth: names, mail, the hint cookie
forms.py                 its forms with our labels
admin.py                 accounts and invitations in the admin

limits.py                rate limits, counted in the cache or in rows
languages.py             the languages in which people can have their pages and mail
punctuation.py           the colon and the comma of the active language
templatetags/            both of them, for templates
own_locale.py            shows an account's pages in the language that it chose
networks.py              the network of an IP address: as it is stored, counted or banned
email_domain.py          the domain of an e-mail address in ASCII, as mail servers need it
email_as_name.py         finds an e-mail address typed where a public name belongs

privacy.py               what the apps hold about people, as each declares in personal_data.py
personal_data.py         what this app holds about them
own_data.py              the file with all that is stored about a person
retention.py             how long IP addresses, networks, mail and invitations are stored
tasks.py                 tasks about people that run after the response
backoff.py               when something that failed is tried again
rounds.py                threads of the server that repeat something

compiled_query.py        queries that the ORM compiles once a process
checks.py                the system check of the catalogues
apps.py                  the app as Django knows it
migration_operations.py  operations for the migrations of every app, for large tables
"""
