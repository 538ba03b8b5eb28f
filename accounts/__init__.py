"""Users, guests and what is held about them: the lowest layer, which imports none of our apps.

models/             the account (User) and who writes or reports (Person)
guests.py           the cookie by which a guest is recognized
sign_in.py          whose account an e-mail or a user name is, and whether a password opens it
adapter.py          how django-allauth does things here: names, mail, the hint cookie
second_factor.py    the second factor: how it is stored and reset
sessions.py         in which browsers an account is signed in, and how that ends
staff.py            who may use pages that are for staff alone
sign_in_codes.py    codes sent by e-mail, by which somebody signs in
forms.py            its forms in our words; sign_in_stages.py, what comes after the password
password_checks.py  the turns in which passwords are checked
limits.py           rate limits, counted in the cache or in rows
networks.py         the network of an IP address: as it is stored, counted or banned
retention.py        for how long IP addresses are stored
email_as_name.py    finds an e-mail typed where a public name belongs
mail/               the outbox: what waits to be sent, and its delivery
privacy.py          what the apps hold about people: each says so in personal_data.py

migration_operations.py serves the migrations of every app, for it imports none of ours.
"""
