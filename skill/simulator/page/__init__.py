"""The speaker's page: a Flask blueprint that drives the skill as a device in a kitchen would, and shows why it answers.

It keeps nothing: the browser holds the open session and hands it back with every step, so that any number of pages
and workers can serve it. It answers only to this machine, and only to its own page; see `guard`.
"""

from skill.simulator.page.behind import Behind
from skill.simulator.page.routes import page

__all__ = ["Behind", "page"]
