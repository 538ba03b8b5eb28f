"""Users, guests and what is held about them: the lowest layer, which imports none of our apps.

models/           the account (User) and who writes or reports (Person)
guests.py         the cookie by which a guest is recognized
email_as_name.py  finds an e-mail typed where a public name belongs
privacy.py        finds every app's personal_data.py
"""
