"""The commands for moderation.

notify_staff.py      queues due mail to staff
replay_screening.py  tries a screening rule on stored comments
train_screening.py   trains the learned screening
"""
