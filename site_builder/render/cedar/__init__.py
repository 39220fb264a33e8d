"""The registry as policies for the Cedar engine."""
