"""Gentle Invitation: a voice skill for people whose partner is reluctant to come to couples counseling."""
