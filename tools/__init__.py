"""Scripts for whoever develops; nothing of them is in the package."""
