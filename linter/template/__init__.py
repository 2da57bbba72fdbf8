"""From a template file to its messages: front matter, language, walk, cases."""
