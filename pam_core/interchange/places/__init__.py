"""Files of places that travellers bring along: GPX, CSV, GeoJSON, park service pages, OSM."""
