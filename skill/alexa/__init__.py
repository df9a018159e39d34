"""The Alexa platform: a request becomes a `Turn`, a `Reply` becomes a response; nothing else of ours knows Alexa."""
