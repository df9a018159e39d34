"""A speaker without Amazon: it resolves an utterance as Alexa would and keeps the session.

It is handed a `send(envelope) -> envelope`, so it drives whatever answers Alexa's envelopes.
"""
