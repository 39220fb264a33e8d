"""Rules of law: lawful bases, conditions, rights and laws that are stated, and what is missing."""
