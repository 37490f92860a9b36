"""Remember and answer: the schema, the one writer, the one reader. Knows of `spiders` only its records and errors."""
