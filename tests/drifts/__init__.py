"""Lies planted in finished sites, and harmless changes: what `verify` finds, and what simpler verifiers would."""
