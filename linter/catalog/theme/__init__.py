"""The theme in which MkDocs sets the guide: the layout of the catalog's own pages."""
