"""The pages of an account: signing up and in, what people choose, see, take and close.

urls.py                the URLs under /accounts/
allauth_pages.py       django-allauth's pages, as they are here
overview.py            the page of one's account
names.py               what names an account may have
renaming.py            changing the name of an account
time_zones.py, own_language.py  time zone and language of an account's own pages
invitations.py         invitations to work here
own_data.py            the download of what is stored about a person
closing.py             closing an account
guest_data.py          both for a guest, whom the cookie of the browser names
fresh_sign_in.py       what asks for a sign-in of a moment ago
sign_in.py, sign_up.py  signing in and up
passkey_sign_up.py     signing up without a password
accounts_elsewhere.py  signing in with an account of elsewhere
second_factor.py       the pages of the second factor
sessions.py            the list of browsers in which an account is signed in
joining.py             joins the guest of a browser to an account
following.py           the page to ask for new posts by mail
"""
