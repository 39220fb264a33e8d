"""What the registry means. Pure: no files, clock, network, environment or third-party import."""
