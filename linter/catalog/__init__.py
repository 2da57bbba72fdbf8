"""The catalog: the pages and files that a project publishes, whatever puts them on a server."""
