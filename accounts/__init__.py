"""Users, guests and what is held about them: the lowest layer, which imports none of our apps.

models/             the account (User) and who writes or reports (Person)
guests.py           the cookie by which a guest is recognized
password_checks.py  the forms for signing in, and the turns in which passwords are checked
limits.py           rate limits, counted in the cache or in rows
networks.py         the network of an IP address: as it is stored, counted or banned
retention.py        for how long IP addresses are stored
email_as_name.py    finds an e-mail typed where a public name belongs
mail/               the outbox: what waits to be sent, and its delivery
privacy.py          what the apps hold about people: each says so in personal_data.py

migration_operations.py serves the migrations of every app, for it imports none of ours.
"""
