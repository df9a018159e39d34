"""What authors and maintainers run: build, check, train, evaluate, certify. Never loaded while the skill answers."""
