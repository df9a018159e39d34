"""What the skill knows: `content/` and `interaction_model/`, read and checked into typed, frozen objects."""
