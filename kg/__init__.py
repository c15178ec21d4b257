"""kg: bibliographic records as linked data in Schema.org, BIBO and Dublin Core."""
