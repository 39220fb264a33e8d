"""From the files of a registry's folder to the registry and all its problems."""
