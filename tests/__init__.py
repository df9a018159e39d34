"""What the skill promises. A package of its own name, since a library brings a package `tests` as well."""
