"""The outbox at work.

kinds.py        what a kind of mail is; each app declares its own in `messages.py`
outbox.py       store messages, once each, and let them be sent after the commit
admission.py    whether a mailbox may be written to now
pace.py         how many mails a minute all workers send together
delivery.py     send what is due through the mail server; retry, or give up
errors.py       which errors are permanent, and what of them is logged
tasks.py        the task that sends one message
"""
