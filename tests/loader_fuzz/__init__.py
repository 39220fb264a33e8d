"""What you typed is what is published: registries changed as text, and a judge that reads them by itself."""
