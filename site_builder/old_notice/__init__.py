"""A registry to go on from, made of a notice that is published today: its words as they are, and no fact."""
